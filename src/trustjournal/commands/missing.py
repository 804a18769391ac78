"""What to say when a command lacks a word that it needs."""

from __future__ import annotations

MISSING: dict[tuple[str, str], str] = {
    ("config get", "key"): "name a setting, such as `trust config get person`; `trust config` "
    "lists them",
    (
        "config set",
        "key",
    ): "name a setting and its new value, such as `trust config set person Sam`; "
    "`trust config` lists the settings",
    ("config set", "value"): "give the setting a value, such as `trust config set person Sam`",
    ("import", "source"): "say what to import, such as `trust import ~/journal.txt`; it can be a "
    "file, a folder, or - for standard input",
    (
        "packs show",
        "name",
    ): "name a pack, such as `trust packs show joys`; `trust packs` lists them",
    ("packs enable", "names"): "name the pack to turn on, such as `trust packs enable joys`; "
    "`trust packs` lists them",
    ("packs disable", "names"): "name the pack to turn off, such as `trust packs disable joys`; "
    "`trust packs` lists them",
    ("packs new", "pack_id"): "give your pack an id, such as `trust packs new evening-walks`",
    ("packs check", "files"): "name the file to check, such as "
    "`trust packs check evening-walks.yaml`",
    ("packs add", "file"): "name the file to add, such as `trust packs add evening-walks.yaml`",
    ("packs remove", "name"): "name the pack to remove, such as "
    "`trust packs remove evening-walks`; `trust packs` lists them",
    ("people show", "alias"): "say who, such as `trust people show Sam`; `trust people` lists "
    "everyone",
    ("people set", "alias"): "say who, and what to set, such as "
    "`trust people set Sam --every weekly`",
    ("people rename", "alias"): "give the old name and the new one, such as "
    "`trust people rename Sam Alex`",
    ("people rename", "new"): "give the new name too, such as `trust people rename Sam Alex`",
    ("people remove", "alias"): "say whose settings to remove, such as `trust people remove Sam`; "
    "`trust people` lists everyone",
    ("promise add", "text"): "say what you promised, such as "
    '`trust promise add "ring mum" --by friday`',
    ("promise edit", "name"): "name the promise to edit by its id or a few of its words; "
    "`trust promise` lists them",
    ("promise delete", "name"): "name the promise to delete by its id or a few of its words; "
    "`trust promise` lists them",
    ("remind at", "hour"): "give a time, such as `trust remind at 21:30`",
    ("search", "query"): "say what to search for, such as `trust search kettle`",
    ("star", "name"): "name the entry to star, such as `trust star last`",
    ("sync setup", "folder"): "name the folder that your machines share, such as "
    "`trust sync setup ~/Sync/trust`",
    ("sync forget", "name"): "name the machine to lock out, such as `trust sync forget laptop`; "
    "`trust sync` lists them",
    ("tags rename", "old"): "name the tag and its new name, such as "
    "`trust tags rename walk walking`",
    ("tags rename", "new"): "give the tag's new name too, such as `trust tags rename walk walking`",
    (
        "tags merge",
        "names",
    ): "name the tags to merge, such as `trust tags merge walks stroll walk`; the last one is kept",
}
"""By command and argument: what to type."""
