package org.letterlock.desktop.ssh;

import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ServerAddress;

/** What JSch's exceptions mean for a person; the one place that reads their words. */
final class Faults {

    private static final String NOT_LET_IN = "not-let-in";

    private Faults() {}

    static Problem of(JSchException e, ServerAddress address, String user) {
        return Problem.of(
                "ssh", code(e), Map.of("server", address.toString(), "user", user), String.valueOf(e.getMessage()));
    }

    /** One that followed a password: a server that takes none says so. */
    static Problem ofPassword(JSchException e, ServerAddress address, String user) {
        Problem problem = of(e, address, user);
        String said = String.valueOf(e.getMessage());
        boolean keysOnly = problem.code().equals(NOT_LET_IN)
                && said.contains("methods")
                && !said.contains("password")
                && !said.contains("keyboard-interactive");
        return keysOnly ? Problem.of("ssh", "keys-only", problem.values(), problem.detail()) : problem;
    }

    static Problem notSsh(ServerAddress address, String user) {
        return Problem.of("ssh", "not-ssh", Map.of("server", address.toString(), "user", user), null);
    }

    static Problem cutOff(ServerAddress address, String user, String detail) {
        return Problem.of("ssh", "cut-off", Map.of("server", address.toString(), "user", user), detail);
    }

    static Problem tooMuch(ServerAddress address, String user) {
        return Problem.of("ssh", "too-much", Map.of("server", address.toString(), "user", user), null);
    }

    static Problem keyLocked() {
        return Problem.of("ssh", "key-locked", Map.of(), null);
    }

    static Problem noKey() {
        return Problem.of("ssh", "no-key", Map.of(), null);
    }

    private static String code(JSchException e) {
        if (e instanceof JSchHostKeyException) {
            return "key-changed";
        }
        if (e instanceof JSchAlgoNegoFailException) {
            return "too-old";
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case UnknownHostException unknown -> {
                    return "name-unknown";
                }
                case SocketTimeoutException late -> {
                    return "unreachable";
                }
                case NoRouteToHostException noWay -> {
                    return "unreachable";
                }
                case ConnectException refused -> {
                    return String.valueOf(refused.getMessage()).contains("refused") ? "refused" : "unreachable";
                }
                default -> {}
            }
        }
        String said = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (said.contains("auth fail") || said.contains("auth cancel") || said.contains("too many authentication")) {
            return NOT_LET_IN;
        }
        return said.contains("timeout") ? "unreachable" : "cut-off";
    }
}
