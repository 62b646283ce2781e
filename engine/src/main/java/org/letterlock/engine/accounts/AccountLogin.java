package org.letterlock.engine.accounts;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.sasl.Login;

/** One session's hold on an account. */
final class AccountLogin implements Login {

    private final AccountSlot slot;
    private final String credentialName;
    private final boolean opensAccount;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> actions = new ArrayList<>();
    private boolean revoked;

    /** @param opensAccount whether the session may use what the account holds, and keeps it unlocked */
    AccountLogin(AccountSlot slot, String credentialName, boolean opensAccount) {
        this.slot = slot;
        this.credentialName = credentialName;
        this.opensAccount = opensAccount;
    }

    boolean opensAccount() {
        return opensAccount;
    }

    AccountSlot slot() {
        return slot;
    }

    @Override
    public AccountId account() {
        return slot.account();
    }

    @Override
    public String credentialName() {
        return credentialName;
    }

    @Override
    public void onRevoked(Runnable action) {
        lock.lock();
        try {
            if (!revoked) {
                actions.add(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    /** Takes the login away. */
    void revoke() {
        List<Runnable> toRun;
        lock.lock();
        try {
            revoked = true;
            toRun = List.copyOf(actions);
            actions.clear();
        } finally {
            lock.unlock();
        }
        toRun.forEach(Runnable::run);
    }

    @Override
    public void close() {
        slot.release(this);
    }

    @Override
    public String toString() {
        return "AccountLogin[" + slot.account() + ", " + credentialName + "]";
    }
}
