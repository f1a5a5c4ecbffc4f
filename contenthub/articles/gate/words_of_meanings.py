"""Names of several things, and for each thing the beginnings of words that stand beside it."""

from __future__ import annotations

MEANINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "mercury": (
            "planet orbit crater solar telescope nasa venus probe horizon twilight sun",
            "fish tuna metal thermometer toxic poison exposure pregnan dental amalgam lamp"
            " vapour vapor spill liquid barometer",
        ),
        "saturn": (
            "planet orbit ring moon telescope titan cassini",
            "car engine dealer console sega sedan",
        ),
        "mars": (
            "planet rover nasa orbit crater lander",
            "chocolate confection caramel sugar nougat",
        ),
        "python": (
            "snake reptile prey constrict scales jungle swallow burmese terrarium venom shed rodent"
            " vivarium hiss hatchling",
            "cod program loop list function developer librar script variable software syntax",
        ),
        "java": (
            "island indonesia volcano jakarta temple borobudur rice bali sea",
            "cod program developer compiler software class jvm thread server",
            "coffee bean roast brew cup",
        ),
        "ruby": (
            "gem stone jewel ring sapphire carat mine crystal",
            "rails cod program developer syntax method array script",
        ),
        "rust": (
            "iron metal corro paint oxide steel salt sand",
            "compiler cod memory crate program borrow cargo thread",
        ),
        "swift": (
            "bird nest wing migrat eave insect roost chick",
            "cod ios xcode program app developer apple",
        ),
        "apache": (
            "server http linux configur module install virtual host",
            "geronimo tribe chief raid plains reservation warrior horse nation",
        ),
        "apple": (
            "tree orchard fruit cider pie harvest bak prun juice blossom core rootstock",
            "iphone mac ipad ios cupertino software chip airpods device app",
        ),
        "amazon": (
            "river rainforest brazil jungle tributar basin species deforest manaus canopy",
            "seller delivery prime warehouse marketplace aws retail listing parcel bezos",
        ),
        "jaguar": (
            "prey jungle species habitat rainforest paw cub spots wild",
            "engine driv dealer saloon sedan electric horsepower model boot",
        ),
        "puma": (
            "prey mountain species habitat cub wild deer",
            "shoe sneaker brand sport trainers herzogenaurach",
        ),
        "crane": (
            "bird flock migrat nest wing wetland reed feather chick roost marsh trumpet fox shallow"
            " stubble",
            "construct building operator load site jib cab scaffold concrete trade hoist",
        ),
        "bank": (
            "account loan interest money deposit saving mortgage credit card branch rate",
            "river erosion stream otter flood willow fish burrow reed kingfisher",
        ),
        "bat": (
            "cave roost wing nocturnal insect echolocat mammal hibernat dusk",
            "cricket baseball willow swing innings grip wicket bowler",
        ),
        "mouse": (
            "trap rodent nest dropping cheese attic fur bait tail",
            "click cursor computer wireless usb scroll sensor keyboard",
        ),
        "mole": (
            "tunnel lawn garden molehill worm burrow soil",
            "skin dermatolog melanoma doctor freckle cancer sun",
            "gram avogadro molar reaction molecule atom",
        ),
        "seal": (
            "beach pup colony fur flipper whisker sea haul",
            "leak door window gap draught silicone waterproof rubber gasket",
        ),
        "turkey": (
            "oven roast stuffing thanksgiving baste gravy carve brine christmas",
            "istanbul ankara bosphorus visa lira cappadocia mosque turkish anatolia",
        ),
        "georgia": (
            "tbilisi caucasus batumi khachapuri svaneti wine kazbegi georgian",
            "atlanta savannah peach southern county confederate interstate macon",
        ),
        "china": (
            "porcelain plate glaze kiln teapot bone saucer",
            "beijing shanghai province yuan chinese visa",
        ),
        "virus": (
            "infect vaccin patient immun flu fever cough",
            "malware computer antivirus software file hacker password",
        ),
        "cloud": (
            "rain sky cumulus weather storm altitude cirrus",
            "server data storage provider software backup saas",
        ),
        "bass": (
            "fish lure rod lake angler bait hook",
            "guitar string amp band groove fret play",
        ),
        "drill": (
            "bit hole torque chuck battery screw masonry",
            "evacuat alarm rehears assembly fire exit coach",
        ),
        "cricket": (
            "insect chirp antenna protein larva wings",
            "wicket bowler innings pitch umpire batsman batter",
        ),
        "squash": (
            "roast seed soup pumpkin peel butternut vine",
            "court racket ball rally player serve",
        ),
        "kiwi": (
            "fruit vitamin peel vine ripe",
            "bird beak flightless chick nocturnal burrow egg",
        ),
        "mint": (
            "leaf leaves herb tea pot runner sauce",
            "coin silver gold currency collector strike",
        ),
        "stock": (
            "broth bone simmer carrot onion soup skim",
            "share market investor dividend price fund broker",
        ),
        "jam": (
            "fruit sugar jar boil pectin berries spread",
            "traffic motorway commut lane car junction",
        ),
        "pool": (
            "swim chlorine lane lifeguard diving",
            "cue table chalk pocket billiard break",
        ),
        "terminal": (
            "flight gate airport passenger baggage",
            "command shell prompt linux bash",
        ),
        "windows": (
            "glass frame pane glazing sash draught putty",
            "microsoft update desktop install driver laptop",
        ),
        "chip": (
            "potato fry vinegar oil salt crisp",
            "semiconductor silicon transistor processor wafer fab",
        ),
        "tank": (
            "aquarium fish filter gravel snail",
            "army armour gun crew soldier turret battle",
        ),
        "sole": (
            "fillet butter lemon flatfish pan",
            "shoe rubber cobbler heel boot",
        ),
        "bark": (
            "trunk tree beetle birch lichen",
            "dog neighbour puppy trainer leash",
        ),
        "phoenix": (
            "arizona desert heat city suburb",
            "myth ash reborn bird flame",
        ),
        "cell": (
            "membrane nucleus dna protein organism",
            "prison inmate guard sentence warder",
            "battery lithium electrode anode charg",
        ),
    },
    "de": {
        "bank": (
            "konto geld zins kredit spar filial überweis gebühr schalter prozent kunde",
            "sitz park holz lehne garten rast lasur",
        ),
        "schloss": (
            "burg könig barock fürst turm residenz",
            "schlüssel tür zylinder einbruch riegel",
        ),
        "kiefer": (
            "wald nadel baum holz zapfen förster",
            "zahn mund knirsch knochen gelenk schiene",
        ),
        "birne": ("obst frucht saft sorte ernte", "lampe licht watt fassung led"),
        "hahn": ("huhn hühner kräh stall küken", "wasser dichtung tropf rohr armatur"),
        "strauß": ("vogel afrika feder ei savanne", "blume vase rosen binden tulpen"),
        "maus": ("falle köder nager speck nest", "klick cursor taste kabel usb"),
        "mutter": ("schraube gewinde schlüssel bolzen", "kind tochter familie geburt sohn"),
    },
}
