"""The one exception a user's mistake raises: a sentence that names the file and the way out."""


class UserError(Exception):
    """Something the user can mend; its text is one sentence, shown as it is and never as a traceback."""


class Cancelled(UserError):
    """The user stopped a long piece of work; nothing half-written is left behind."""
