package org.letterlock.engine.store;

import java.util.Arrays;
import java.util.Optional;
import org.letterlock.engine.crypto.SealKeyId;
import org.letterlock.engine.crypto.SealKeyPair;

/** The account's seal key pairs, all that it ever had. */
final class Keyring {

    private final Ledger ledger;

    Keyring(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Keeps a pair; durable when it returns. */
    void add(SealKeyPair pair) {
        byte[] secret = pair.encodedPrivate();
        try {
            ledger.write(sql -> sql.update(
                    "INSERT OR IGNORE INTO seal_key (id, private, created) VALUES (?, ?, ?)",
                    pair.publicKey().id().value(),
                    secret,
                    ledger.clock().millis()));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    Optional<SealKeyPair> find(SealKeyId id) {
        return ledger.read(
                        sql -> sql.first("SELECT private FROM seal_key WHERE id = ?", row -> row.bytes(0), id.value()))
                .map(secret -> {
                    try {
                        return SealKeyPair.decode(secret);
                    } finally {
                        Arrays.fill(secret, (byte) 0);
                    }
                });
    }
}
