package org.letterlock.desktop.vault;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Vaults that are opened at once, for tests of what lies in them. */
public final class TestVault {

    private static final Vault.Cost LITTLE = new Vault.Cost(8, 1);

    private TestVault() {}

    /** Makes one whose passphrase anybody may guess. */
    public static Vault create(Path file, String passphrase) throws IOException {
        return Vault.create(file, passphrase.toCharArray(), new SecureRandom(), LITTLE);
    }
}
