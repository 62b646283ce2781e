package org.letterlock.desktop.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where setting up a server stands: what was chosen for it, and the secrets that were made for it on this computer. Lies in the vault alone, beside the server, and stays
 * there when all is done. A component that an older app did not write is null.
 *
 * @param version of this record, {@link #VERSION}
 * @param step a word for the step to go on at, stable; null before the first
 * @param domain in A-labels; null before it was chosen
 * @param hostname the name of the mail server; null before it was chosen
 * @param addresses of the server, numeric, as the check-up found them; null before that
 * @param person whose the first mailbox is, in their own words; null before that was said
 * @param mailbox the first address; null before it was chosen
 * @param recoverable whether the recovery kit is to open the first mailbox; null before it was chosen
 * @param recoverySecret the owner's secret in its printed form; null before it was made
 * @param appPassword the first mailbox's password for this app, by which passwords for devices are made; null where there is none
 * @param ownerKey the fingerprint of the owner's key that the server had already, where its owner chose to go on without its secret; else null
 * @param seen words of the steps that may be left for later, and were done; null where none was
 * @param making the first mailbox that this app has asked for, or was about to, while no password of it came; else null
 */
public record SettingUp(
        int version,
        @Nullable String step,
        @Nullable String domain,
        @Nullable String hostname,
        @Nullable List<String> addresses,
        @Nullable String person,
        @Nullable String mailbox,
        @Nullable Boolean recoverable,
        @Nullable String recoverySecret,
        @Nullable String appPassword,
        @Nullable String ownerKey,
        @Nullable List<String> seen,
        @Nullable String making) {

    /** What this app writes. */
    public static final int VERSION = 3;

    /** The {@link #step} of a server that is set up: its home is what is shown of it. */
    public static final String HOME = "home";

    /** Nothing was chosen yet. */
    public static final SettingUp BEGUN =
            new SettingUp(VERSION, null, null, null, null, null, null, null, null, null, null, null, null);

    /** Whether the server is set up. */
    public boolean isDone() {
        return HOME.equals(step);
    }

    /** Whether a step that may be left for later was done. */
    public boolean hasSeen(String word) {
        return seen != null && seen.contains(word);
    }

    /** The same, to go on at another step. */
    public SettingUp at(String next) {
        return with(draft -> draft.step = next);
    }

    /** The same, with a step done that may be left for later. */
    public SettingUp withSeen(String word) {
        if (hasSeen(word)) {
            return this;
        }
        List<String> all = new ArrayList<>(seen == null ? List.of() : seen);
        all.add(word);
        return with(draft -> draft.seen = List.copyOf(all));
    }

    /** The same on a server with these addresses. */
    public SettingUp on(List<String> found) {
        return with(draft -> draft.addresses = List.copyOf(found));
    }

    /** The same for another domain. */
    public SettingUp forDomain(String name, String server) {
        return with(draft -> {
            draft.domain = name;
            draft.hostname = server;
        });
    }

    /** The same with another first mailbox. A password that was one of another mailbox is not carried over, nor what was done with it. */
    public SettingUp withMailbox(String whose, String address, boolean opensByKit) {
        return with(draft -> {
            if (!address.equals(mailbox)) {
                draft.appPassword = null;
                draft.seen = null;
            }
            draft.person = whose;
            draft.mailbox = address;
            draft.recoverable = opensByKit;
        });
    }

    /** The same with the owner's secret. */
    public SettingUp withRecoverySecret(String groups) {
        return with(draft -> draft.recoverySecret = groups);
    }

    /** The same on a server that has an owner's key already, whose secret is not here. */
    public SettingUp withOwnerKey(@Nullable String fingerprint) {
        return with(draft -> draft.ownerKey = fingerprint);
    }

    /** The same with this app's password of the first mailbox. */
    public SettingUp withAppPassword(@Nullable String password) {
        return with(draft -> {
            draft.appPassword = password;
            draft.making = password == null ? making : null;
        });
    }

    /** The same, with its first mailbox about to be made. */
    public SettingUp withMaking(String address) {
        return with(draft -> draft.making = address);
    }

    /** The same as this app writes it, so that no older one takes it for its own. */
    public SettingUp current() {
        return with(draft -> {});
    }

    private SettingUp with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.finished();
    }

    /** A copy that is changed before it is finished. */
    private static final class Draft {
        private @Nullable String step;
        private @Nullable String domain;
        private @Nullable String hostname;
        private @Nullable List<String> addresses;
        private @Nullable String person;
        private @Nullable String mailbox;
        private @Nullable Boolean recoverable;
        private @Nullable String recoverySecret;
        private @Nullable String appPassword;
        private @Nullable String ownerKey;
        private @Nullable List<String> seen;
        private @Nullable String making;

        Draft(SettingUp from) {
            this.step = from.step;
            this.domain = from.domain;
            this.hostname = from.hostname;
            this.addresses = from.addresses;
            this.person = from.person;
            this.mailbox = from.mailbox;
            this.recoverable = from.recoverable;
            this.recoverySecret = from.recoverySecret;
            this.appPassword = from.appPassword;
            this.ownerKey = from.ownerKey;
            this.seen = from.seen;
            this.making = from.making;
        }

        SettingUp finished() {
            return new SettingUp(
                    VERSION,
                    step,
                    domain,
                    hostname,
                    addresses,
                    person,
                    mailbox,
                    recoverable,
                    recoverySecret,
                    appPassword,
                    ownerKey,
                    seen,
                    making);
        }
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "SettingUp[" + step + ", " + domain + ", " + mailbox + "]";
    }
}
