"""Words of feeling are counted, once a text, whatever their form."""

from __future__ import annotations

from trustjournal.domain.feelings import count_feelings


def test_a_word_counts_once_a_text_in_any_form() -> None:
    texts = ["Sad, sadder, SADNESS.", "A sad and calm day.", "Nothing of the kind: saddle."]
    assert count_feelings(texts, "en") == {"sad": 2, "calm": 1}


def test_languages_have_words_of_their_own() -> None:
    assert count_feelings(["Ich war müde und froh."], "de-AT") == {"müde": 1, "froh": 1}
    assert count_feelings(["Cansada, pero en calma."], "es") == {"cansado": 1, "calma": 1}
    assert count_feelings(["Fatiguée, mais le cœur joyeux."], "fr") == {"fatigue": 1, "joie": 1}
    assert count_feelings(["Cansada, com saudades."], "pt-BR") == {"cansado": 1, "saudade": 1}
    assert count_feelings(["sad"], "it") == {}
