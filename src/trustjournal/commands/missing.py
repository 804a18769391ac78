"""What to say when a command lacks a word that it needs."""

from __future__ import annotations

MISSING: dict[tuple[str, str], str] = {
    ("config get", "key"): "say which setting to show, as in `trust config get person`; "
    "`trust config` lists the settings",
    (
        "config set",
        "key",
    ): "give a setting and its new value, as in `trust config set person Sam`; "
    "`trust config` lists the settings",
    ("config set", "value"): "give the setting a value; `trust config list` says what it takes",
    ("import", "source"): "say what to import, as in `trust import ~/journal.txt`; it can be a "
    "file, a folder, or - for standard input",
    (
        "packs show",
        "name",
    ): "say which pack to show, as in `trust packs show joys`; `trust packs` lists the packs",
    ("packs enable", "names"): "say which pack to turn on, as in `trust packs enable joys`; "
    "`trust packs` lists the packs",
    ("packs disable", "names"): "say which pack to turn off, as in `trust packs disable joys`; "
    "`trust packs` lists the packs",
    ("packs new", "pack_id"): "give your pack an id, as in `trust packs new evening-walks`",
    ("packs check", "files"): "say which file to check, as in "
    "`trust packs check evening-walks.yaml`",
    ("packs add", "file"): "say which file to add, as in `trust packs add evening-walks.yaml`",
    ("packs remove", "name"): "say which pack to remove, as in "
    "`trust packs remove evening-walks`; `trust packs` lists the packs",
    ("people show", "alias"): "say who, as in `trust people show Sam`; `trust people` lists "
    "everyone",
    ("people set", "alias"): "say who, and what to set, as in "
    "`trust people set Sam --every weekly`",
    ("people rename", "alias"): "give the old name and the new one, as in "
    "`trust people rename Sam Alex`",
    ("people rename", "new"): "give the new name too, as in `trust people rename Sam Alex`",
    ("people remove", "alias"): "say whose settings to remove, as in `trust people remove Sam`; "
    "`trust people` lists everyone",
    ("promise add", "text"): "say what you promised, as in "
    '`trust promise add "ring mum" --by friday`',
    ("promise edit", "name"): "say which promise to edit, by its id or a few of its words; "
    "`trust promise` lists your promises",
    ("promise delete", "name"): "say which promise to delete, by its id or a few of its words; "
    "`trust promise` lists your promises",
    ("remind at", "hour"): "give a time, as in `trust remind at 21:30`",
    ("search", "query"): "say what to search for, as in `trust search kettle`",
    ("star", "name"): "say which entry to star, as in `trust star last`",
    ("sync setup", "folder"): "say which folder your machines share, as in "
    "`trust sync setup ~/Sync/trust`",
    ("sync forget", "name"): "say which machine to lock out, as in `trust sync forget laptop`; "
    "`trust sync` lists the machines",
    ("tags rename", "old"): "give the tag's name and its new name, as in "
    "`trust tags rename walk walking`",
    ("tags rename", "new"): "give the tag's new name too, as in `trust tags rename walk walking`",
    (
        "tags merge",
        "names",
    ): "say which tags to merge, as in `trust tags merge walks stroll walk`; the last one is kept",
}
"""By command and argument: what to type."""
