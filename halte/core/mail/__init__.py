"""Mail: rendered in the reader's language, kept in the database, sent by the worker.

Any context sends with one call, in the transaction of the act that is told about:

    from halte.core.mail.domain import send

    send("name@example.org", template="invitation", context={...}, language="fr")
"""
