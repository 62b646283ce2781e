package org.letterlock.engine.spam;

/** Why a letter may be junk, or may be none, and how much that weighs. */
public enum Reason {
    DMARC_QUARANTINE(50, "the domain in From did not send it, and asks that such letters be put aside"),
    OWN_DOMAIN(50, "it says that one of our own domains wrote it, and it came from elsewhere"),
    DMARC_FAIL(18, "the domain in From did not send it"),
    SPF_FAIL(15, "the sender's domain says that this server does not send for it"),
    SPF_SOFTFAIL(7, "the sender's domain says that this server probably does not send for it"),
    DKIM_FAIL(6, "its signature does not hold"),
    UNVOUCHED(8, "nobody answers for it, neither by SPF nor by a signature"),
    NO_HOST_NAME(15, "the server that sent it has no name that leads back to it"),
    LISTED(25, "a blocklist names the server that sent it"),
    AUTHOR_UNCLEAR(25, "From does not name one author"),
    REPEATED_FIELD(20, "a field that may stand once stands several times"),
    NO_DATE(10, "it has no Date"),
    NO_MESSAGE_ID(8, "it has no Message-ID"),
    NAME_SHOWS_ADDRESS(25, "the name in From shows another address"),
    LOOKALIKE_AUTHOR(35, "the domain in From is spelt with letters that look like others"),
    LINK_ELSEWHERE(20, "a link shows one host and leads to another"),
    LOOKALIKE_LINK(30, "a link leads to a domain that is spelt with letters that look like others"),
    LINK_TO_NUMBER(15, "a link leads to an address in numbers"),
    OTHER_FILTER(0, "another filter judged it"),
    JUNK_WORDS(55, "its words are those of letters that were called junk"),
    GOOD_WORDS(-33, "its words are those of letters that were kept"),
    JUNK_SENDER(15, "letters of its sender were called junk"),
    KNOWN_SENDER(-15, "letters of its sender were kept"),
    ANSWERED(-40, "its sender gets letters from here");

    private final int tenths;
    private final String sentence;

    Reason(int tenths, String sentence) {
        this.tenths = tenths;
        this.sentence = sentence;
    }

    /** How much it weighs, in tenths of a point. */
    int tenths() {
        return tenths;
    }

    /** What it says, in English, without a full stop. */
    String sentence() {
        return sentence;
    }
}
