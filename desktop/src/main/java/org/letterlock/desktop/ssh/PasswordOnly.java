package org.letterlock.desktop.ssh;

import com.jcraft.jsch.UIKeyboardInteractive;
import com.jcraft.jsch.UserInfo;
import java.util.Arrays;

/** Answers a server that asks for the password as a question, and no other question. */
final class PasswordOnly implements UserInfo, UIKeyboardInteractive {

    private final String password;

    PasswordOnly(String password) {
        this.password = password;
    }

    @Override
    public String[] promptKeyboardInteractive(
            String destination, String name, String instruction, String[] prompt, boolean[] echo) {
        String[] answers = new String[prompt.length];
        Arrays.fill(answers, "");
        // The password is what one asks for whose answer is not shown.
        if (prompt.length == 1 && !echo[0]) {
            answers[0] = password;
        }
        return answers;
    }

    @Override
    public String getPassphrase() {
        return "";
    }

    @Override
    public String getPassword() {
        return password;
    }

    @Override
    public boolean promptPassword(String message) {
        return false;
    }

    @Override
    public boolean promptPassphrase(String message) {
        return false;
    }

    @Override
    public boolean promptYesNo(String message) {
        return false;
    }

    @Override
    public void showMessage(String message) {}
}
