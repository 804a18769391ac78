"""Words of feeling are counted, once a text, whatever their form."""

from __future__ import annotations

from trustjournal.domain.feelings import words_of_feeling


def test_a_word_counts_once_a_text_in_any_form() -> None:
    texts = ["Sad, sadder, SADNESS.", "A sad and calm day.", "Nothing of the kind: saddle."]
    assert words_of_feeling(texts, "en") == {"sad": 2, "calm": 1}


def test_languages_have_words_of_their_own() -> None:
    assert words_of_feeling(["Ich war müde und froh."], "de-AT") == {"müde": 1, "froh": 1}
    assert words_of_feeling(["Cansada, pero en calma."], "es") == {"cansado": 1, "calma": 1}
    assert words_of_feeling(["sad"], "fr") == {}
