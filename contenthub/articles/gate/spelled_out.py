"""One way of writing for two: contractions written out, traditional characters as simplified ones.

So each way of refusing has to be known only once. Only the characters that expressions of the gate
have are known here, and some more: it is no converter of texts.
"""

from __future__ import annotations

import re
from functools import cache

_LONG = {
    "i'm": "i am",
    "i've": "i have",
    "i'd": "i would",
    "i'll": "i will",
    "can't": "cannot",
    "can not": "cannot",
    "won't": "will not",
    "couldn't": "could not",
    "don't": "do not",
    "doesn't": "does not",
    "didn't": "did not",
    "isn't": "is not",
    "wouldn't": "would not",
    "shouldn't": "should not",
    "haven't": "have not",
    "hasn't": "has not",
    "you're": "you are",
    "you'd": "you would",
    "you'll": "you will",
    "we're": "we are",
    "we've": "we have",
    "it's": "it is",
    "that's": "that is",
    "here's": "here is",
    "let's": "let us",
}
_TRADITIONAL = (
    "專業嚴個為舉義樂習書產僅從們眾會倫側關興內寫決減擊則剛創刪別辦務動區醫華協單賣歷壓縣參發"
    "敘號嗎員響噠團圍圖場聲處備變夠頭學實審對導將嘗盡歲師帶幫庫應開張強當錄態總戶擴掃護報擬擁"
    "攔擇擠換數斷無時顯暫權條來標樣檔檢橫歡殘匯漢沒測瀏潤滿濾點煩狀獻現電畫蓋著碼積稱筆簡類紅"
    "約級綱線練細終紹經結繞給絡絕統繼續維編縮職聯節榮獲藍慮虛補見觀規視覽覺計訂認討讓訓議訊記"
    "講許論設訪證評識訴詞譯試話詢該詳語誤說請讀課調諒談謝責敗賬帳貼貴費資轉輪軟載較輯輸辭邊達"
    "過還這進違連選遺郵釋鑒鐘鈕鏈錯鍵鎮長門問間閱闡隊際陸險隨隱難項順須頻題額風館饋馬驗後裡裏"
    "麼臺於餘準幾劃製復複願據係範採優並併體價兩氣熱愛聽穩東兒雜攝紙萬億齡賴適貢構確層種誰術預"
    "邏腦組織與輕佈傳傷劇勢啟國執塊廣彈彙憶拋搖擱擾極樸機欄洩溫潑潔烏燈爭爾獨畢異療皺盤禮競簽"
    "籃紀納綜網績繫肅腳臘舊薦藝蘇蘭裝親訃訣註詩諺謎謠謹譜負財賀賓賞質購賽趨蹤車輛週運鄰鏡鑑闆"
    "雙雛韓頁頌養驟鬆鮮鳴麥齊丟豐買瞭夥傾黨冊軍憑齣彆勵昇佔捲曆髮隻祇檯颱閤嚮噸諮喲囉嚕迴糰睏"
    "伕奪寧牠寶傢嚐儘侷屆屬幣幹倖莊噹綵徵徑誌唸慣纔託釦揮蒐撐溝淺濃猶環暢癥祕籠籤純繪緒緩揹騰"
    "緻艦甦囌穫營薩矇濛蟲雖蠻錶觸証諸穀貝貨贊讚贈轟軸遞鈴銷鎖閉聞頂鬚顧領駁妳"
)
_SIMPLIFIED = (
    "专业严个为举义乐习书产仅从们众会伦侧关兴内写决减击则刚创删别办务动区医华协单卖历压县参发"
    "叙号吗员响哒团围图场声处备变够头学实审对导将尝尽岁师带帮库应开张强当录态总户扩扫护报拟拥"
    "拦择挤换数断无时显暂权条来标样档检横欢残汇汉没测浏润满滤点烦状献现电画盖着码积称笔简类红"
    "约级纲线练细终绍经结绕给络绝统继续维编缩职联节荣获蓝虑虚补见观规视览觉计订认讨让训议讯记"
    "讲许论设访证评识诉词译试话询该详语误说请读课调谅谈谢责败账账贴贵费资转轮软载较辑输辞边达"
    "过还这进违连选遗邮释鉴钟钮链错键镇长门问间阅阐队际陆险随隐难项顺须频题额风馆馈马验后里里"
    "么台于余准几划制复复愿据系范采优并并体价两气热爱听稳东儿杂摄纸万亿龄赖适贡构确层种谁术预"
    "逻脑组织与轻布传伤剧势启国执块广弹汇忆抛摇搁扰极朴机栏泄温泼洁乌灯争尔独毕异疗皱盘礼竞签"
    "篮纪纳综网绩系肃脚腊旧荐艺苏兰装亲讣诀注诗谚谜谣谨谱负财贺宾赏质购赛趋踪车辆周运邻镜鉴板"
    "双雏韩页颂养骤松鲜鸣麦齐丢丰买了伙倾党册军凭出别励升占卷历发只只台台合向吨咨哟啰噜回团困"
    "夫夺宁它宝家尝尽局届属币干幸庄当彩征径志念惯才托扣挥搜撑沟浅浓犹环畅症秘笼签纯绘绪缓背腾"
    "致舰苏苏获营萨蒙蒙虫虽蛮表触证诸谷贝货赞赞赠轰轴递铃销锁闭闻顶须顾领驳你"
)
_TO_SIMPLIFIED = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_KANA = re.compile("[\u3041-\u30ff]")  # Japanese has such characters of its own
_ANY_TRADITIONAL = re.compile(f"[{_TRADITIONAL}]")
_SELDOM = 40  # characters for each of these: to look at all of them takes longer


def lowered(text: str) -> str:
    """A text as expressions of the gate are written: in lower case, in simplified characters.

    Each character is one before and after, so that a place in it is the same place in what
    ``casefold`` makes of the text.
    """
    return simplified(text.casefold())


def simplified(text: str) -> str:
    """A text in simplified characters; its lines in Japanese stay as they are."""
    if text.isascii() or _ANY_TRADITIONAL.search(text) is None:
        return text
    if _KANA.search(text) is None:
        return _in_simplified(text)
    return "\n".join(
        line if _KANA.search(line) else _in_simplified(line) for line in text.split("\n")
    )


def _in_simplified(text: str) -> str:
    if len(_ANY_TRADITIONAL.findall(text)) * _SELDOM < len(text):  # a few in a text of others
        text = _ANY_TRADITIONAL.sub(lambda found: found[0].translate(_TO_SIMPLIFIED), text)
    else:
        text = text.translate(_TO_SIMPLIFIED)
    return text.replace("回覆", "回复")


def spelled_out(low: str) -> str:
    """A text in lower case without contractions, in simplified characters, on one line."""
    return expanded(on_one_line(simplified(low)))


def on_one_line(text: str) -> str:
    """With single spaces in place of all white space."""
    return " ".join(text.split())


def is_expanded(line: str) -> bool:
    """Whether ``expanded`` leaves a line in lower case as it is, as most are."""
    return "'" not in line and "can not" not in line


def expanded(line: str) -> str:
    """A line in lower case without contractions."""
    if is_expanded(line):
        return line
    for one in _LONG:
        if one in line:
            line = _short(one).sub(_LONG[one], line)
    return line


@cache
def _short(one: str) -> re.Pattern[str]:
    """A contraction; it begins with letters that are found at once, and most are never needed."""
    return re.compile(rf"{one}\b(?<!\w{one})")
