package org.letterlock.tests.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.TempFolder;
import org.sqlite.mc.SQLiteMCChacha20Config;

/** The same letters written to and read from an encrypted file and one that is not, in the tables and with the packing of an account, without anything else of it. */
final class CipherCost {

    private static final int ROWS = 5_000;
    private static final int A_COMMIT = 50;
    private static final int READS = 20_000;
    private static final int LETTER = 10_000;

    private final int runs;
    private final List<byte[]> letters = new ArrayList<>();

    CipherCost(int runs) {
        this.runs = runs;
        LetterMaker maker = new LetterMaker(1);
        for (int i = 1; i <= ROWS; i++) {
            letters.add(maker.sized("a@example.org", "b@example.test", "Letter " + i, LETTER)
                    .octets());
        }
    }

    List<Figure> measure() throws SQLException {
        List<Double> plainInserts = new ArrayList<>();
        List<Double> plainReads = new ArrayList<>();
        List<Double> inserts = new ArrayList<>();
        List<Double> reads = new ArrayList<>();
        for (int run = 0; run < Math.max(2, runs); run++) {
            try (TempFolder folder = new TempFolder()) {
                try (Connection plain = DriverManager.getConnection(url(folder, "plain"))) {
                    plainInserts.add(insert(plain));
                    plainReads.add(read(plain));
                }
                try (Connection encrypted = SQLiteMCChacha20Config.getDefault()
                        .withRawUnsaltedKey(new byte[32])
                        .build()
                        .createConnection(url(folder, "encrypted"))) {
                    inserts.add(insert(encrypted));
                    reads.add(read(encrypted));
                }
            }
        }
        return List.of(
                Figure.against(
                        "inserts of letters of 10 KB, 50 a commit, a second",
                        new Sample(inserts),
                        "the same file not encrypted",
                        new Sample(plainInserts),
                        true),
                Figure.against(
                        "reads of them at random, a second",
                        new Sample(reads),
                        "the same file not encrypted",
                        new Sample(plainReads),
                        true));
    }

    private static String url(TempFolder folder, String name) {
        Path file = folder.path().resolve(name + ".sqlite");
        return "jdbc:sqlite:" + file;
    }

    private double insert(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : List.of(
                    "PRAGMA page_size=4096",
                    "PRAGMA journal_mode=WAL",
                    "PRAGMA synchronous=FULL",
                    "PRAGMA secure_delete=ON",
                    "PRAGMA cache_size=-2000",
                    "CREATE TABLE piece (id INTEGER PRIMARY KEY, start INTEGER, length INTEGER, format INTEGER, data BLOB)",
                    "CREATE TABLE entry (mailbox INTEGER, uid INTEGER, message INTEGER, flags INTEGER, modseq INTEGER,"
                            + " PRIMARY KEY (mailbox, uid)) WITHOUT ROWID",
                    "CREATE INDEX entry_modseq ON entry (mailbox, modseq)")) {
                statement.execute(each);
            }
        }
        connection.setAutoCommit(false);
        long begun = System.nanoTime();
        try (PreparedStatement piece = connection.prepareStatement("INSERT INTO piece VALUES (?, 0, ?, 1, ?)");
                PreparedStatement entry = connection.prepareStatement("INSERT INTO entry VALUES (1, ?, ?, 0, ?)")) {
            for (int i = 1; i <= ROWS; i++) {
                byte[] letter = letters.get(i - 1);
                piece.setLong(1, i);
                piece.setInt(2, letter.length);
                piece.setBytes(3, deflated(letter));
                piece.executeUpdate();
                for (int column = 1; column <= 3; column++) {
                    entry.setLong(column, i);
                }
                entry.executeUpdate();
                if (i % A_COMMIT == 0) {
                    connection.commit();
                }
            }
        }
        double rate = ROWS / ((System.nanoTime() - begun) / 1e9);
        connection.setAutoCommit(true);
        return rate;
    }

    private static double read(Connection connection) throws SQLException {
        Random random = new Random(2);
        long octets = 0;
        long begun = System.nanoTime();
        try (PreparedStatement piece = connection.prepareStatement("SELECT length, data FROM piece WHERE id = ?")) {
            for (int i = 0; i < READS; i++) {
                piece.setLong(1, 1 + random.nextInt(ROWS));
                try (ResultSet row = piece.executeQuery()) {
                    row.next();
                    octets += inflated(row.getBytes(2), row.getInt(1));
                }
            }
        }
        double rate = READS / ((System.nanoTime() - begun) / 1e9);
        if (octets < (long) READS * LETTER / 2) {
            throw new IllegalStateException("other octets were read");
        }
        return rate;
    }

    private static byte[] deflated(byte[] octets) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        deflater.setInput(octets);
        deflater.finish();
        byte[] packed = new byte[octets.length + 100];
        int size = deflater.deflate(packed);
        deflater.end();
        return Arrays.copyOf(packed, size);
    }

    private static int inflated(byte[] packed, int length) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed);
            return inflater.inflate(new byte[length]);
        } catch (DataFormatException e) {
            throw new IllegalStateException(e);
        } finally {
            inflater.end();
        }
    }
}
