"""Database triggers shared by the contexts."""

import pgtrigger


def raises_revision(name: str) -> pgtrigger.Trigger:
    """A statement trigger that raises `Revision(name)` when rows of the table change.

    The row of `core_revision` stays locked until the writing transaction ends: readers see the new
    number exactly when they see the new data.
    """
    return pgtrigger.Trigger(
        name=f"raise_revision_{name}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            INSERT INTO core_revision (name, number) VALUES ('{name}', 2)
            ON CONFLICT (name) DO UPDATE SET number = core_revision.number + 1;
            RETURN NULL;
        """,  # noqa: S608 - the name is a constant of ours
    )
