package org.letterlock.engine.pop3server;

import org.letterlock.engine.pop3.Pop3Reply;
import org.letterlock.engine.pop3.ResponseCode;

/** Replies with a meaning of their own. */
final class Replies {

    static final Pop3Reply GREETING = Pop3Reply.ok("POP3 ready");
    static final Pop3Reply BYE = Pop3Reply.ok("Bye");
    static final Pop3Reply LOGGED_IN = Pop3Reply.ok("Logged in");
    static final Pop3Reply BEGIN_TLS = Pop3Reply.ok("Begin TLS");
    static final Pop3Reply NAME_TAKEN = Pop3Reply.ok("Now the password");

    static final Pop3Reply UTF8 = Pop3Reply.ok("UTF-8 it is");
    static final Pop3Reply LANGUAGE = Pop3Reply.ok("en This is English");
    static final Pop3Reply OTHER_LANGUAGE = Pop3Reply.err("Only English is spoken here");

    static final Pop3Reply UNKNOWN = Pop3Reply.err("Unknown command");
    static final Pop3Reply LONG_LINE = Pop3Reply.err("The line is too long");
    static final Pop3Reply BARE_LINE_FEED = Pop3Reply.err("Lines end with CRLF");
    static final Pop3Reply LOG_IN_FIRST = Pop3Reply.err("Log in first");
    static final Pop3Reply LOGGED_IN_ALREADY = Pop3Reply.err("You are logged in already");
    static final Pop3Reply NO_SUCH_MESSAGE = Pop3Reply.err("No such message");
    static final Pop3Reply MESSAGE_GONE =
            Pop3Reply.err(ResponseCode.SYS_TEMP, "The message was removed meanwhile, connect again");

    static final Pop3Reply CLEAR_WIRE = Pop3Reply.err("Start TLS first");
    static final Pop3Reply TLS_IS_ACTIVE = Pop3Reply.err("TLS is active already");
    static final Pop3Reply NAME_FIRST = Pop3Reply.err("The user name first");
    static final Pop3Reply WRONG_PASSWORD = Pop3Reply.err(ResponseCode.AUTH, "User name or password is wrong");
    static final Pop3Reply OUT_OF_SCOPE = Pop3Reply.err(ResponseCode.AUTH, "This password is not for reading mail");
    static final Pop3Reply LOGIN_UNAVAILABLE =
            Pop3Reply.err(ResponseCode.SYS_TEMP, "Login is not possible now, try again later");
    static final Pop3Reply UNKNOWN_MECHANISM = Pop3Reply.err("Unknown mechanism");
    static final Pop3Reply CANCELLED = Pop3Reply.err("Cancelled");
    static final Pop3Reply NOT_BASE64 = Pop3Reply.err("The response is not base64");
    static final Pop3Reply BREAKS_MECHANISM = Pop3Reply.err("The response breaks the mechanism's rules");

    static final Pop3Reply UNAVAILABLE = Pop3Reply.err(ResponseCode.SYS_TEMP, "Not possible now, try again later");
    static final Pop3Reply NOT_ALL_REMOVED =
            Pop3Reply.err(ResponseCode.SYS_TEMP, "Some deleted messages were not removed");

    static final Pop3Reply STOPPING = Pop3Reply.err(ResponseCode.SYS_TEMP, "The server stops, come back soon");
    static final Pop3Reply REVOKED = Pop3Reply.err(ResponseCode.AUTH, "The login was taken away");
    static final Pop3Reply SLOW_LOGIN = Pop3Reply.err("Logging in took too long");
    static final Pop3Reply GUESSES = Pop3Reply.err(ResponseCode.AUTH, "Too many logins failed");
    static final Pop3Reply BAD_COMMANDS = Pop3Reply.err("Too many bad commands");
    static final Pop3Reply OTHER_PROTOCOL = Pop3Reply.err("This is POP3");

    private Replies() {}
}
