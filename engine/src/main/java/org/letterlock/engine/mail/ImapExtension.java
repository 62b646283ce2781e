package org.letterlock.engine.mail;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What IMAP clients of an account are offered beyond IMAP4rev1, by its name in CAPABILITY (RFC 9051 §7.2.2). Each can be switched for an account. */
public enum ImapExtension {
    IMAP4REV2("IMAP4rev2"),
    ID("ID"),
    COMPRESS("COMPRESS=DEFLATE"),
    IDLE("IDLE"),
    NOTIFY("NOTIFY"),
    NAMESPACE("NAMESPACE"),
    UNSELECT("UNSELECT"),
    UIDPLUS("UIDPLUS"),
    MOVE("MOVE"),
    CHILDREN("CHILDREN"),
    SPECIAL_USE("SPECIAL-USE"),
    CREATE_SPECIAL_USE("CREATE-SPECIAL-USE"),
    LIST_EXTENDED("LIST-EXTENDED"),
    LIST_STATUS("LIST-STATUS"),
    LIST_METADATA("LIST-METADATA"),
    METADATA("METADATA"),
    XLIST("XLIST"),
    STATUS_SIZE("STATUS=SIZE"),
    ESEARCH("ESEARCH"),
    SEARCHRES("SEARCHRES"),
    WITHIN("WITHIN"),
    PARTIAL("PARTIAL"),
    INPROGRESS("INPROGRESS"),
    SORT("SORT"),
    SORT_DISPLAY("SORT=DISPLAY"),
    ESORT("ESORT"),
    CONTEXT_SEARCH("CONTEXT=SEARCH"),
    CONTEXT_SORT("CONTEXT=SORT"),
    MULTISEARCH("MULTISEARCH"),
    SEARCH_FUZZY("SEARCH=FUZZY"),
    /** Regular expressions in SEARCH, an extension of our own. */
    X_REGEX("X-REGEX"),
    THREAD_REFERENCES("THREAD=REFERENCES"),
    THREAD_ORDEREDSUBJECT("THREAD=ORDEREDSUBJECT"),
    I18NLEVEL_1("I18NLEVEL=1"),
    CONDSTORE("CONDSTORE"),
    QRESYNC("QRESYNC"),
    OBJECTID("OBJECTID"),
    PREVIEW("PREVIEW"),
    SAVEDATE("SAVEDATE"),
    BINARY("BINARY"),
    MULTIAPPEND("MULTIAPPEND"),
    CATENATE("CATENATE"),
    REPLACE("REPLACE"),
    QUOTA("QUOTA"),
    APPENDLIMIT("APPENDLIMIT"),
    UIDBATCHES("UIDBATCHES"),
    UIDONLY("UIDONLY"),
    UTF8_ACCEPT("UTF8=ACCEPT");

    private final String token;

    ImapExtension(String token) {
        this.token = token;
    }

    /** Its name. */
    public String token() {
        return token;
    }

    /** What an account's clients are offered unless something else was chosen: all but UIDONLY, because there are clients that enable it and count all the same. */
    public static Set<ImapExtension> byDefault() {
        return Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(UIDONLY)));
    }

    /** The one with this {@link #token}, in any case. */
    public static Optional<ImapExtension> of(String token) {
        return Arrays.stream(values())
                .filter(extension -> extension.token.equalsIgnoreCase(token))
                .findFirst();
    }
}
