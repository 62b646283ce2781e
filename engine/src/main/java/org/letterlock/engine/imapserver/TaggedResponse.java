package org.letterlock.engine.imapserver;

import java.util.Optional;
import org.letterlock.engine.imap.ResponseCode;

/**
 * How a command ended (RFC 9051 §7.1).
 *
 * @param condition OK, NO or BAD
 * @param code the response code
 * @param text fixed words for people
 */
record TaggedResponse(Condition condition, Optional<ResponseCode> code, String text) {

    enum Condition {
        OK,
        NO,
        BAD
    }

    static final TaggedResponse NONEXISTENT = no(ResponseCode.NONEXISTENT, "There is no such mailbox");
    static final TaggedResponse TRYCREATE = no(ResponseCode.TRYCREATE, "There is no such mailbox");
    static final TaggedResponse TOO_MANY_KEYWORDS =
            no(ResponseCode.LIMIT, "A keyword has at most 100 characters, a mailbox at most 255 keywords");
    static final TaggedResponse OVERQUOTA = no(ResponseCode.OVERQUOTA, "There is no room left in the account");
    static final TaggedResponse READ_ONLY = no(ResponseCode.NOPERM, "The mailbox is open for reading only");
    static final TaggedResponse UNKNOWN = bad("Unknown command");
    static final TaggedResponse UID_REQUIRED = bad(ResponseCode.UIDREQUIRED, "Messages are named by UID only");
    static final TaggedResponse NO_SUCH_NUMBER = bad("There is no message with that number");

    /** The handler said how the command ended, because what follows goes over the wire in another way. */
    static final TaggedResponse ANSWERED = ok("Done");

    static TaggedResponse ok(String text) {
        return new TaggedResponse(Condition.OK, Optional.empty(), text);
    }

    static TaggedResponse ok(ResponseCode code, String text) {
        return new TaggedResponse(Condition.OK, Optional.of(code), text);
    }

    static TaggedResponse no(ResponseCode code, String text) {
        return new TaggedResponse(Condition.NO, Optional.of(code), text);
    }

    static TaggedResponse bad(String text) {
        return new TaggedResponse(Condition.BAD, Optional.empty(), text);
    }

    static TaggedResponse bad(ResponseCode code, String text) {
        return new TaggedResponse(Condition.BAD, Optional.of(code), text);
    }
}
