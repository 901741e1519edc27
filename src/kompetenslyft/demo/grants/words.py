"""What the made-up reports say in words. Drawn by municipality and year."""

from __future__ import annotations

from collections.abc import Sequence

from kompetenslyft.demo.draws import number

EFFECTS = (
    "Handläggarna har fått en gemensam grund och känner sig tryggare i bedömningarna.",
    "Utredningarna har blivit mer enhetliga, och barnens röst syns tydligare i dem.",
    "Arbetsgruppen har gått samma utbildning och använder samma begrepp. Det märks i ärendedragningarna.",
    "De nya handläggarna kommer snabbare in i arbetet, och de erfarna får dela med sig.",
)
DIFFICULTIES = (
    "Det har varit svårt att få vikarier med rätt kompetens när handläggarna är på utbildning.",
    "Arbetsbelastningen har varit hög, så allt som var planerat hann vi inte med.",
    "Flera som gick utbildningen har slutat under året.",
    "Pengarna kom sent på året, så det var ont om tid att upphandla längre utbildningar.",
)
STEWARDSHIP = (
    "Deltagarna berättar för kollegorna på arbetsplatsträffar.",
    "Vi har avsatt tid för reflektion varannan vecka.",
    "Handledningen följer upp det som utbildningen tog upp.",
)
WHY_UNUSED = (
    "En utbildning ställdes in för att det inte gick att ersätta dem som skulle gå.",
    "Kursen blev billigare än vi räknade med, och det var för sent att köpa något mer.",
)
REASON = "Uppgiften är kontrollerad och stämmer."
DID_NOTHING = (
    "Vi kunde inte genomföra några insatser på grund av vakanser och betalar tillbaka hela bidraget."
)


def drawn(texts: Sequence[str], code: str, salt: str) -> str:
    """One of the texts."""
    return texts[number(code, salt, len(texts))]
