"""The language and the script that were ordered, from the first paragraph to the last."""

from __future__ import annotations

import pytest

from contenthub.articles import han_scripts, tongues
from contenthub.articles.gate import Finished, Rules, examine

EN = (
    "Salt draws the water out of leather, and what stays is a white border. Wipe the shoes every"
    " evening and let them dry slowly, far away from the heating.\n\n"
)
DE = (
    "Salz zieht das Wasser aus dem Leder, und zurück bleibt ein weißer Rand. Wer abends fünf"
    " Minuten hat, wischt die Schuhe ab und lässt sie langsam trocknen.\n\n"
)
ES = (
    "La sal saca el agua del cuero y deja un borde blanco. Limpie los zapatos cada noche y déjelos"
    " secar despacio, lejos de la calefacción.\n\n"
)
ZH = "盐会把皮革里的水分吸出来，留下一圈白边。每天晚上擦一擦鞋，让它慢慢晾干，别靠近暖气。\n\n"
TW = "鹽會把皮革裡的水分吸出來，留下一圈白邊。每天晚上擦一擦鞋，讓它慢慢晾乾，別靠近暖氣機。\n\n"
JA = (
    "塩は革の水分を吸い出し、白い縁を残します。"
    "毎晩靴を拭いて、暖房から離してゆっくり乾かしましょう。\n\n"
)
SHOP_JA = "会計は先に、座席は后です。毎日来る学生は、国の台帳に名前を書いてください。\n\n"
CHECKS = {"language", "mixed_languages", "chinese_script"}


def found(
    body: str, language: str, *, topic: str = "", guessed: bool = False, **rules: object
) -> list[str]:
    """The names of the checks that find the language of this text wrong."""
    asked = Rules(language=language, language_is_guessed=guessed, **rules)  # type: ignore[arg-type]
    article = Finished("T", body.strip(), 99, topic=topic, rules=asked)
    return [one.check for one in examine(article) if one.check in CHECKS]


@pytest.mark.parametrize(
    ("body", "language"),
    [
        (DE, "en"),
        (ES, "en-GB"),
        (EN, "zh"),
        (EN, "ja"),
        (ZH, "ja"),
        (JA, "zh"),
        (ZH, "en"),
        ("# " + DE, "fr"),
        ("- " + DE + "- " + DE, "en"),
        ("I say:\n\n" + DE * 3, "en"),
    ],
)
def test_a_text_in_another_language_is_held(body: str, language: str) -> None:
    assert found(body, language) == ["language"]


@pytest.mark.parametrize(
    ("body", "language"),
    [
        (EN, "en"),
        (DE, "de-AT"),
        (ZH, "zh-CN"),
        (TW, "zh-TW"),
        (JA, "ja"),
        (EN + "> " + DE, "en"),
        (EN + "```\n" + DE + "```\n\nThat is how it sounds.", "en"),
        (
            EN
            + "He said: “Salz zieht das Wasser aus dem Leder, und zurück bleibt ein Rand.”\n\n"
            + EN,
            "en",
        ),
        (
            ZH
            + "用 Docker Compose 部署 Immich，再把 NAS 的目录挂进去，最后打开 Web 界面。\n\n"
            + ZH,
            "zh",
        ),
        (EN * 6 + DE + EN, "en"),
        ("| Lampe | Tisch |\n|---|---|\n| der Stuhl | das Fenster |\n\n" + EN, "en"),
        ("Salz zieht Wasser.", "en"),  # too little to tell by
        (EN, "sw"),  # a language that nobody here can tell
        (EN, ""),
    ],
)
def test_a_text_in_its_own_language_passes_whatever_it_quotes(body: str, language: str) -> None:
    assert found(body, language) == []


@pytest.mark.parametrize(
    ("body", "language"),
    [
        (EN * 2 + ES * 2, "en"),
        (EN + ES + EN + ES, "en"),
        (EN * 4 + ES, "en"),  # it ends in the other one
        (ZH * 2 + EN * 2, "zh"),
        (JA * 2 + ZH * 2, "ja"),
        (EN * 3 + "Zum Schluss: " + DE + EN + DE, "en"),
    ],
)
def test_a_text_that_slides_into_another_language_is_held(body: str, language: str) -> None:
    assert found(body, language) == ["mixed_languages"]


@pytest.mark.parametrize(
    ("topic", "requirements"),
    [
        ("House notes, bilingual", ()),
        ("民宿须知，中英对照", ()),
        ("Shoes", ("Each paragraph in English and in Spanish",)),
        ("Spanish phrases for the shoe shop", ()),
        ("Un poema y su traducción", ()),
        ("What shoes are called in five languages", ()),
    ],
)
def test_an_order_for_two_languages_gets_two(topic: str, requirements: tuple[str, ...]) -> None:
    assert found(EN + ES + EN + ES, "en", topic=topic, requirements=requirements) == []


@pytest.mark.parametrize(
    ("body", "language", "requirements"),
    [
        (ZH * 2 + EN * 2, "zh", "把英文稿译成中文"),
        (ZH * 2 + EN * 2, "zh", "请将附上的英文翻译成通顺的简体中文"),
        (EN + ES + EN + ES, "en", "Translate the Spanish text into plain English"),
        (EN + ES + EN + ES, "en", "Translate and adapt the Spanish portrait for our readers"),
        (DE + ES + DE + ES, "de", "Übersetze den spanischen Text"),
    ],
)
def test_a_translation_leaves_nothing_in_the_first_language(
    body: str, language: str, requirements: str
) -> None:
    assert found(body, language, requirements=(requirements,)) == ["mixed_languages"]


@pytest.mark.parametrize(
    ("body", "language", "requirements"),
    [
        (ZH * 2 + EN * 2, "zh", "把英文稿译成中文，逐段对照"),
        (EN + ES + EN + ES, "en", "Translate it into English and keep the original beside it"),
        (EN + ES + EN + ES, "en", "Translate it into Spanish below each paragraph"),
        (EN + ES + EN + ES, "en", "Translate the Spanish text and leave the original beside it"),
    ],
)
def test_a_translation_may_stand_beside_what_it_was_made_of(
    body: str, language: str, requirements: str
) -> None:
    assert found(body, language, requirements=(requirements,)) == []


def test_where_no_language_was_named_that_of_the_topic_will_do() -> None:
    topic = "Lederschuhe im Winter pflegen"
    assert found(DE, "en", topic=topic, guessed=True) == []
    assert found(DE, "en", topic=topic) == ["language"]
    assert found(DE, "en", topic="Leather shoes in winter", guessed=True) == ["language"]


def test_requirements_may_name_the_language() -> None:
    assert found(DE, "en", requirements=("Please write it in German",)) == []


@pytest.mark.parametrize(
    ("body", "language", "topic"),
    [
        (ZH, "zh-TW", ""),
        (ZH, "zh-Hant-HK", ""),
        (TW, "zh-Hans", ""),
        (TW, "zh", "冬天的鞋"),
        (ZH, "zh", "臺灣的鞋與鹽"),
        (TW * 3 + ZH, "zh-TW", ""),
        (ZH * 3 + TW, "zh", ""),
        (TW * 3 + "店名叫优の良品。" + ZH + SHOP_JA, "zh-TW", "中日對照"),
    ],
)
def test_chinese_in_the_other_script_or_in_both_is_held(
    body: str, language: str, topic: str
) -> None:
    assert found(body, language, topic=topic) == ["chinese_script"]


@pytest.mark.parametrize(
    ("body", "language", "topic", "guessed"),
    [
        (TW, "zh-HK", "", False),
        (ZH, "zh", "", False),
        (TW, "zh", "臺灣的鞋與鹽", False),
        (TW, "zh", "咖啡", True),
        (ZH, "zh", "咖啡", True),
        (
            TW + "龜變成「龟」，鳥變成「鸟」，書寫成「书」，都是：汉、凤、邓。\n\n" + TW,
            "zh-TW",
            "",
            False,
        ),
        (ZH + "他叫陶喆，字瞭然。\n\n" + ZH, "zh", "", False),
        (TW + "發現着、看着、想着。\n\n" + TW, "zh-HK", "", False),
        (TW + SHOP_JA + TW, "zh-TW", "給客人的告示（中日對照）", False),
        (
            ZH * 2 + "東京の時間と電車の話を書いて、飯を食べる。\n\n" + ZH,
            "zh-CN",
            "中日对照",
            False,
        ),
    ],
)
def test_chinese_in_its_own_script_passes(
    body: str, language: str, topic: str, guessed: bool
) -> None:
    assert found(body, language, topic=topic, guessed=guessed) == []


def test_what_is_said_tells_the_share_and_the_place() -> None:
    body = EN * 2 + ES * 2
    (finding,) = (
        one for one in examine(Finished("T", body, 99, rules=Rules("en"))) if one.check in CHECKS
    )
    assert finding.message.startswith("ordered in en, and about 4")
    assert finding.span is not None
    assert body[finding.span[0] :].startswith("La sal")


class TestProse:
    @pytest.mark.parametrize(
        ("markdown", "plain"),
        [
            ("Tea `x = 1` is **good**.", "Tea ` is good."),
            ("It costs $5, or $6.", "It costs 5, or  6."),
            ("So $a = b^2$ holds", "So   holds"),
            ("他读《The Great Gatsby》", "他读 "),
        ],
    )
    def test_what_is_no_prose_is_taken_out(self, markdown: str, plain: str) -> None:
        (one,) = Finished("T", markdown, 9).prose
        assert one.text.split() == plain.split()

    def test_paragraphs_items_and_headings_are_prose(self) -> None:
        body = "# Tea\n\nOne\ntwo.\n\n- a\n\n> quoted\n\n    code\n\n| x |\n|---|\n| y |\n"
        told = [(one.text, body[slice(*one.span)]) for one in Finished("T", body, 9).prose]
        assert told == [("Tea", "# Tea"), ("One\ntwo.", "One\ntwo."), ("a", "- a")]


class TestTongues:
    @pytest.mark.parametrize(
        ("tag", "name"),
        [("pt-BR", "pt"), ("ZH_tw", "zh"), ("nb", "no"), ("id", "ms"), ("yue", "zh"), ("", "")],
    )
    def test_a_tag_is_known_by_its_language(self, tag: str, name: str) -> None:
        assert tongues.primary(tag) == name

    def test_nothing_to_read_is_in_no_language(self) -> None:
        assert tongues.of("123 …").language == ""
        assert not tongues.of("").is_sure

    def test_half_of_a_pair_of_surrogates_is_read_over(self) -> None:
        assert tongues.of("This is a text \ud800 with a broken sign in it.").language == "en"

    def test_a_han_character_weighs_as_much_as_a_short_word(self) -> None:
        assert (tongues.weight("tea pot"), tongues.weight("茶い")) == (6, 6)


class TestHanScripts:
    def test_lone_characters_are_spoken_of(self) -> None:
        assert han_scripts.counts("龜、鸟、马") == (0, 0, 0, 0)
        assert han_scripts.counts("乌龟和马")[:2] == (3, 0)

    def test_both_kinds_are_frequent_characters_of_their_own(self) -> None:
        simplified, traditional = han_scripts.counts("这个国家的语言 這個國家的語言")[:2]
        assert (simplified, traditional) == (4, 4)
