package org.letterlock.engine.smtpserver;

import org.letterlock.engine.delivery.ReportIntake;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.smtp.ContentFault;
import org.letterlock.engine.smtp.SmtpCommand.Fault;
import org.letterlock.engine.smtp.SmtpReply;

/** Every fixed reply of our servers. */
final class Replies {

    static final SmtpReply OK = SmtpReply.of(250, 0, 0, "OK");
    static final SmtpReply SENDER_OK = SmtpReply.of(250, 1, 0, "Sender OK");
    static final SmtpReply RECIPIENT_OK = SmtpReply.of(250, 1, 5, "Recipient OK");
    static final SmtpReply CHUNK_OK = SmtpReply.of(250, 0, 0, "Chunk OK");
    static final SmtpReply ACCEPTED = SmtpReply.of(250, 0, 0, "Accepted as");
    static final SmtpReply BYE = SmtpReply.of(221, 0, 0, "Bye");
    static final SmtpReply GO_AHEAD = SmtpReply.bare(354, "Go ahead, end with <CRLF>.<CRLF>");
    static final SmtpReply START_TLS = SmtpReply.of(220, 0, 0, "Start TLS");
    static final SmtpReply VRFY = SmtpReply.of(252, 1, 5, "Send some mail, I will try my best");
    static final SmtpReply EXPN = SmtpReply.of(502, 5, 1, "No lists to expand");
    static final SmtpReply HELP = SmtpReply.of(214, 0, 0, "See RFC 5321");
    static final SmtpReply AUTHENTICATED = SmtpReply.of(235, 7, 0, "Welcome");

    static final SmtpReply EARLY_TALKER = SmtpReply.of(554, 5, 0, "You spoke before your turn");
    static final SmtpReply WRONG_PROTOCOL = SmtpReply.of(554, 5, 1, "This is not HTTP");
    static final SmtpReply UNKNOWN_COMMAND = SmtpReply.of(500, 5, 2, "Unknown command");
    static final SmtpReply NOT_OFFERED = SmtpReply.of(502, 5, 1, "Not offered");
    static final SmtpReply TOO_MANY_ERRORS = SmtpReply.of(421, 7, 0, "Too many errors, closing");
    static final SmtpReply STOPPING = SmtpReply.of(421, 3, 2, "Server is stopping, try again later");
    static final SmtpReply TOO_SLOW = SmtpReply.of(421, 4, 2, "Time is over, closing");
    static final SmtpReply FAILED = SmtpReply.of(421, 3, 0, "Something went wrong here, closing");
    static final SmtpReply STORE_FAILED = SmtpReply.of(451, 3, 0, "Storage failed, try again later");
    static final SmtpReply CROWDED = SmtpReply.of(451, 3, 2, "Too many letters at once, try again later");
    static final SmtpReply STORE_FULL = SmtpReply.of(452, 3, 1, "Storage is full, try again later");
    static final SmtpReply MAILBOX_FULL = SmtpReply.of(452, 2, 2, "Mailbox is full, try again later");

    static final SmtpReply TOO_FAST = SmtpReply.of(450, 7, 1, "Too much from your network, try again later");
    static final SmtpReply TOO_MANY_ARRIVE =
            SmtpReply.of(450, 2, 1, "Too many letters for this mailbox, try again later");
    static final SmtpReply JUNK = SmtpReply.of(550, 7, 1, "Refused as junk");
    static final SmtpReply COME_AGAIN =
            SmtpReply.of(451, 7, 1, "Greylisted: not known here yet, try again in 5 minutes");
    static final SmtpReply TOO_MUCH_HELD =
            SmtpReply.of(450, 7, 1, "Too much of what you sent is held, ask the owner of this server");

    static final SmtpReply HELLO_FIRST = SmtpReply.of(503, 5, 1, "Say EHLO first");
    static final SmtpReply MAIL_FIRST = SmtpReply.of(503, 5, 1, "Say MAIL first");
    static final SmtpReply MAIL_ALREADY = SmtpReply.of(503, 5, 1, "A letter has begun already");
    static final SmtpReply BDAT_BEGUN = SmtpReply.of(503, 5, 1, "Content goes on with BDAT or ends with RSET");
    static final SmtpReply NO_RECIPIENTS = SmtpReply.of(554, 5, 1, "No valid recipients");
    static final SmtpReply TLS_ALREADY = SmtpReply.of(503, 5, 1, "TLS is active already");
    static final SmtpReply TLS_FIRST = SmtpReply.of(530, 7, 0, "Must issue STARTTLS first");
    static final SmtpReply TLS_FOR_AUTH = SmtpReply.of(538, 7, 11, "Encryption required for authentication");
    static final SmtpReply AUTH_FIRST = SmtpReply.of(530, 7, 0, "Authentication required");
    static final SmtpReply AUTH_ALREADY = SmtpReply.of(503, 5, 1, "Authenticated already");
    static final SmtpReply AUTH_REJECTED = SmtpReply.of(535, 7, 8, "Authentication credentials invalid");
    static final SmtpReply AUTH_OUT_OF_SCOPE = SmtpReply.of(535, 7, 8, "This password is not for sending mail");
    static final SmtpReply AUTH_UNAVAILABLE = SmtpReply.of(454, 7, 0, "Temporary authentication failure");
    static final SmtpReply AUTH_MECHANISM = SmtpReply.of(504, 5, 4, "Mechanism not supported");
    static final SmtpReply AUTH_CANCELLED = SmtpReply.of(501, 5, 0, "Authentication cancelled");
    static final SmtpReply AUTH_MALFORMED = SmtpReply.of(501, 5, 2, "Cannot decode response");
    static final SmtpReply AUTH_TOO_LONG = SmtpReply.of(500, 5, 6, "Response is too long");

    static final SmtpReply UNKNOWN_RECIPIENT = SmtpReply.of(550, 1, 1, "No such mailbox here");
    static final SmtpReply ADDRESS_OFF = SmtpReply.of(550, 2, 1, "This mailbox takes no mail");
    static final SmtpReply ADDRESS_OFF_NOW = SmtpReply.of(450, 2, 1, "This mailbox takes no mail now");
    static final SmtpReply ONLY_NOTICES = SmtpReply.of(550, 7, 1, "This address takes notices of failure alone");
    static final SmtpReply ONLY_REPORTS = SmtpReply.of(550, 7, 1, "This address takes reports of other servers alone");
    static final SmtpReply NO_RELAYING = SmtpReply.of(550, 7, 1, "We do not relay");
    static final SmtpReply NO_LITERALS = SmtpReply.of(550, 1, 2, "Address literals are not served");
    static final SmtpReply SENDER_NOT_YOURS = SmtpReply.of(550, 7, 1, "That sender address is not yours");
    static final SmtpReply AUTHOR_NOT_YOURS =
            SmtpReply.of(550, 7, 1, "From or Sender names an address that is not yours");
    static final SmtpReply HEADER_UNCLEAR =
            SmtpReply.of(554, 6, 0, "The header needs exactly one clear From, and no Sender that is not clear");
    static final SmtpReply TOO_SOON = SmtpReply.of(555, 5, 4, "Time to deliver is too short");
    static final SmtpReply TOO_MANY_RECIPIENTS = SmtpReply.of(452, 5, 3, "Too many recipients");
    static final SmtpReply NOTICE_RECIPIENTS = SmtpReply.of(452, 5, 3, "A notice has one recipient");
    static final SmtpReply NEEDS_SMTPUTF8 = SmtpReply.of(553, 6, 7, "Address needs SMTPUTF8");
    static final SmtpReply TOO_LARGE = SmtpReply.of(552, 3, 4, "Letter is too large");
    static final SmtpReply HEADER_TOO_LARGE = SmtpReply.of(552, 3, 4, "Header is too large");
    static final SmtpReply LOOP = SmtpReply.of(554, 4, 6, "Too many hops");

    private Replies() {}

    static SmtpReply noReport(ReportIntake.Refusal why) {
        return why.forNow()
                ? SmtpReply.of(451, 3, 2, "Not taken as a report now: " + why.reason())
                : SmtpReply.of(554, 6, 0, "Not taken as a report: " + why.reason());
    }

    /** As RFC 9989 §7.2 words it. */
    static SmtpReply refusedByDmarc(DomainName author) {
        return SmtpReply.of(
                550, 7, 1, "Rejected per DMARC policy of " + author + ": neither SPF nor DKIM passes for it");
    }

    static SmtpReply of(Fault fault) {
        return switch (fault) {
            case BARE_LINE_ENDING -> SmtpReply.of(500, 5, 2, "CR or LF stands alone");
            case TOO_LONG -> SmtpReply.of(500, 5, 6, "Line is too long");
            case CHARACTERS -> SmtpReply.of(500, 5, 2, "Characters that do not belong there");
            case SYNTAX -> SmtpReply.of(501, 5, 4, "Syntax error in arguments");
            case SENDER -> SmtpReply.of(501, 1, 7, "Bad sender address");
            case RECIPIENT -> SmtpReply.of(501, 1, 3, "Bad recipient address");
            case UNKNOWN_PARAMETER -> SmtpReply.of(555, 5, 4, "Unknown parameter");
            case PARAMETER_VALUE -> SmtpReply.of(501, 5, 4, "Bad parameter");
        };
    }

    static SmtpReply of(ContentFault fault) {
        return switch (fault) {
            case BARE_CR, BARE_LF -> SmtpReply.of(550, 6, 0, "CR or LF stands alone in the content");
            case NUL -> SmtpReply.of(550, 6, 0, "NUL in the content");
        };
    }
}
