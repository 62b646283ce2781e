package org.letterlock.engine.imap;

import java.util.Collection;
import java.util.stream.Collectors;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.UidSet;

/**
 * A response code (RFC 9051 §7.1, RFC 5530, RFC 4315).
 *
 * @param text what stands between the brackets
 */
public record ResponseCode(String text) {

    public static final ResponseCode ALERT = new ResponseCode("ALERT");
    public static final ResponseCode ALREADYEXISTS = new ResponseCode("ALREADYEXISTS");
    public static final ResponseCode AUTHENTICATIONFAILED = new ResponseCode("AUTHENTICATIONFAILED");
    public static final ResponseCode BADCHARSET = new ResponseCode("BADCHARSET (UTF-8 US-ASCII)");
    public static final ResponseCode CANNOT = new ResponseCode("CANNOT");
    public static final ResponseCode CLIENTBUG = new ResponseCode("CLIENTBUG");
    public static final ResponseCode CLOSED = new ResponseCode("CLOSED");
    public static final ResponseCode COMPRESSIONACTIVE = new ResponseCode("COMPRESSIONACTIVE");
    public static final ResponseCode EXPIRED = new ResponseCode("EXPIRED");
    public static final ResponseCode EXPUNGEISSUED = new ResponseCode("EXPUNGEISSUED");
    public static final ResponseCode INUSE = new ResponseCode("INUSE");
    public static final ResponseCode LIMIT = new ResponseCode("LIMIT");
    public static final ResponseCode NONEXISTENT = new ResponseCode("NONEXISTENT");
    public static final ResponseCode NOPERM = new ResponseCode("NOPERM");
    public static final ResponseCode NOTIFICATIONOVERFLOW = new ResponseCode("NOTIFICATIONOVERFLOW");
    public static final ResponseCode NOTSAVED = new ResponseCode("NOTSAVED");
    public static final ResponseCode OVERQUOTA = new ResponseCode("OVERQUOTA");
    public static final ResponseCode PRIVACYREQUIRED = new ResponseCode("PRIVACYREQUIRED");
    public static final ResponseCode READ_ONLY = new ResponseCode("READ-ONLY");
    public static final ResponseCode READ_WRITE = new ResponseCode("READ-WRITE");
    public static final ResponseCode SERVERBUG = new ResponseCode("SERVERBUG");
    public static final ResponseCode METADATA_TOOMANY = new ResponseCode("METADATA TOOMANY");
    public static final ResponseCode TOOBIG = new ResponseCode("TOOBIG");
    public static final ResponseCode TOOFEW = new ResponseCode("TOOFEW");
    public static final ResponseCode TOOMANY = new ResponseCode("TOOMANY");
    public static final ResponseCode TRYCREATE = new ResponseCode("TRYCREATE");
    public static final ResponseCode UIDREQUIRED = new ResponseCode("UIDREQUIRED");
    public static final ResponseCode UNAVAILABLE = new ResponseCode("UNAVAILABLE");
    public static final ResponseCode UNKNOWN_CTE = new ResponseCode("UNKNOWN-CTE");
    public static final ResponseCode USEATTR = new ResponseCode("USEATTR");

    public static ResponseCode capability(String words) {
        return new ResponseCode("CAPABILITY " + words);
    }

    public static ResponseCode uidValidity(long value) {
        return new ResponseCode("UIDVALIDITY " + value);
    }

    public static ResponseCode uidNext(long value) {
        return new ResponseCode("UIDNEXT " + value);
    }

    public static ResponseCode unseen(long number) {
        return new ResponseCode("UNSEEN " + number);
    }

    public static ResponseCode highestModSeq(long value) {
        return new ResponseCode("HIGHESTMODSEQ " + value);
    }

    /** PERMANENTFLAGS; {@code more} says that clients may make keywords of their own. */
    public static ResponseCode permanentFlags(Collection<Flag> flags, boolean more) {
        String list = flags.stream().map(Flag::token).collect(Collectors.joining(" "));
        return new ResponseCode("PERMANENTFLAGS (" + list + (more ? (list.isEmpty() ? "\\*" : " \\*") : "") + ")");
    }

    /** APPENDUID (RFC 4315 §3). */
    public static ResponseCode appendUid(long uidValidity, String uids) {
        return new ResponseCode("APPENDUID " + uidValidity + " " + uids);
    }

    /** COPYUID (RFC 4315 §3); the sets pair up in order. */
    public static ResponseCode copyUid(long uidValidity, String source, String target) {
        return new ResponseCode("COPYUID " + uidValidity + " " + source + " " + target);
    }

    /** BADURL (RFC 4469 §4.1), without what no response code can hold. */
    public static ResponseCode badUrl(String url) {
        StringBuilder text = new StringBuilder("BADURL ");
        url.chars().filter(c -> c >= ' ' && c < 0x7f && c != ']').forEach(c -> text.append((char) c));
        return new ResponseCode(text.toString());
    }

    /** BADEVENT (RFC 5465 §3.1): the events that there are. */
    public static ResponseCode badEvent(Collection<ImapCommand.NotifyEvent> known) {
        return new ResponseCode("BADEVENT ("
                + known.stream().map(ImapCommand.NotifyEvent::token).collect(Collectors.joining(" ")) + ")");
    }

    /** NOUPDATE (RFC 5267 §4.3.1); no tag has a quote. */
    public static ResponseCode noUpdate(String tag) {
        return new ResponseCode("NOUPDATE \"" + tag + "\"");
    }

    /** INPROGRESS (RFC 9585 §4) without numbers; no tag has a quote. */
    public static ResponseCode inProgress(String tag) {
        return new ResponseCode("INPROGRESS (" + quoted(tag) + " NIL NIL)");
    }

    /** INPROGRESS (RFC 9585 §4): {@code done} of {@code goal}, which is larger. */
    public static ResponseCode inProgress(String tag, long done, long goal) {
        return new ResponseCode("INPROGRESS (" + quoted(tag) + " " + done + " " + goal + ")");
    }

    /** A tag with the bracket that ends a code cannot be told (RFC 9585 §4). */
    private static String quoted(String tag) {
        return tag.indexOf(']') < 0 ? "\"" + tag + "\"" : "NIL";
    }

    /** MAILBOXID (RFC 8474 §4.1). */
    public static ResponseCode mailboxId(String id) {
        return new ResponseCode("MAILBOXID (" + id + ")");
    }

    /** METADATA LONGENTRIES (RFC 5464 §4.2.1): how many octets the largest value has that was left out. */
    public static ResponseCode longEntries(long largest) {
        return new ResponseCode("METADATA LONGENTRIES " + largest);
    }

    /** METADATA MAXSIZE (RFC 5464 §4.3). */
    public static ResponseCode maxAnnotation(int octets) {
        return new ResponseCode("METADATA MAXSIZE " + octets);
    }

    /** MODIFIED (RFC 7162 §3.1.3). */
    public static ResponseCode modified(UidSet numbers) {
        return new ResponseCode("MODIFIED " + numbers);
    }
}
