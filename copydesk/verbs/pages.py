"""The pages that a verb is given: a file as a run reads it, or standard input."""

import sys


def pages_of(file: str) -> dict[str, str]:
    """Texts by document of FILE; of standard input, named -, for -.

    Raises UsageError for a file that is not there, UnreadableError for one that cannot be read.
    """
    from copydesk.texts import read
    from pipeline.errors import UnreadableError, UsageError
    from pipeline.reading.decoding import decode

    if file == "-":
        return {"-": decode(sys.stdin.buffer.read()).text}
    try:
        documents = read(file)
    except OSError as error:
        raise UsageError(f"cannot be read ({error.strerror})", file, "give a file, or -") from None
    for document in documents:
        if document.reason:
            raise UnreadableError("cannot be read", document.document, document.reason)
    return {document.document: document.text for document in documents}
