package org.letterlock.agent.install;

import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.Failure;
import org.letterlock.protocol.FailureException;

/** Why an installation cannot be done, in words. */
final class Faults {

    private static final int MOST_DETAIL = 4_000;
    private static final String UNDONE = "What was changed for it was undone; what ran before runs again.";

    private Faults() {}

    static FailureException refused(String code, String sentence, String remedy) {
        return refused(code, sentence, remedy, null);
    }

    static FailureException refused(String code, String sentence, String remedy, @Nullable String detail) {
        return new FailureException(
                new Failure("install", code, sentence, "Nothing was changed on the server.", remedy, detail));
    }

    static FailureException aptBusy(String detail) {
        return refused(
                "apt-busy",
                "Another program is installing something on the server.",
                "Wait until it is done, some minutes as a rule, and try again.",
                shortened(detail));
    }

    static FailureException broken(String fault) {
        return new FailureException(new Failure(
                "install",
                "release-broken",
                "The release on the server is not whole.",
                UNDONE,
                "Bring it there again.",
                shortened(fault)));
    }

    static FailureException failed(String step, String detail) {
        return new FailureException(new Failure(
                "install",
                "step-failed",
                "The step \"" + step + "\" failed.",
                UNDONE,
                "Look at the details, and try again.",
                shortened(detail)));
    }

    /** The same failure of work that nothing undoes, such as taking something off: it stops where it is. */
    static FailureException halfway(FailureException failed) {
        Failure failure = failed.failure();
        return new FailureException(new Failure(
                failure.area(),
                failure.code().equals("step-failed") ? "stopped-halfway" : failure.code(),
                failure.sentence(),
                "What was done before stays done, the rest was not begun.",
                "Look at the details, and do it again: it goes on from there.",
                failure.detail()));
    }

    static FailureException unproven(String detail) {
        return new FailureException(new Failure(
                "install",
                "self-test",
                "The new release does not work on this server.",
                UNDONE,
                "Look at the details; another release may work.",
                shortened(detail)));
    }

    /** @param why what failed before */
    static FailureException stuck(Failure why) {
        return new FailureException(new Failure(
                "install",
                "stuck",
                "The new release did not work, and the one before does not run any more.",
                "Nothing is lost: other servers keep letters for you and try again for some days. The files may have been changed for the new release.",
                "Install the new release again, or a newer one. If that does not help, restore from a backup; the log is shown by the command: journalctl -u letterlock",
                why.sentence() + "\n" + why.detail()));
    }

    static FailureException didNotStart(String detail) {
        return new FailureException(new Failure(
                "install",
                "did-not-start",
                "The new release did not start.",
                UNDONE,
                "Look at the details; its log is shown by the command: journalctl -u letterlock",
                shortened(detail)));
    }

    private static @Nullable String shortened(String detail) {
        return detail.length() <= MOST_DETAIL ? detail : detail.substring(detail.length() - MOST_DETAIL);
    }
}
