package org.letterlock.desktop.ssh;

import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.HostKey;

/** Knows one key of one server, or none yet, and remembers what was shown. */
final class PinnedKey implements HostKeyRepository {

    private final @Nullable HostKey expected;
    private @Nullable HostKey shown;

    PinnedKey(@Nullable HostKey expected) {
        this.expected = expected;
    }

    Optional<HostKey> shown() {
        return Optional.ofNullable(shown);
    }

    @Override
    public int check(String host, byte[] key) {
        try {
            HostKey now = new HostKey(
                    new com.jcraft.jsch.HostKey(host, key).getType(),
                    Base64.getEncoder().encodeToString(key));
            shown = now;
            return expected == null ? NOT_INCLUDED : expected.equals(now) ? OK : CHANGED;
        } catch (JSchException e) {
            return CHANGED;
        }
    }

    @Override
    public void add(com.jcraft.jsch.HostKey hostkey, UserInfo info) {
        throw new IllegalStateException("keys are pinned by the person");
    }

    @Override
    public void remove(String host, String type) {}

    @Override
    public void remove(String host, String type, byte[] key) {}

    @Override
    public String getKnownHostsRepositoryID() {
        return "vault";
    }

    @Override
    public com.jcraft.jsch.HostKey[] getHostKey() {
        return new com.jcraft.jsch.HostKey[0];
    }

    /** Asked for the kinds of keys to prefer: that which is pinned. */
    @Override
    public com.jcraft.jsch.HostKey[] getHostKey(String host, String type) {
        HostKey pinned = expected;
        if (pinned == null || (type != null && !type.equals(pinned.type()))) {
            return new com.jcraft.jsch.HostKey[0];
        }
        try {
            return new com.jcraft.jsch.HostKey[] {
                new com.jcraft.jsch.HostKey(host, Base64.getDecoder().decode(pinned.key()))
            };
        } catch (JSchException e) {
            return new com.jcraft.jsch.HostKey[0];
        }
    }
}
