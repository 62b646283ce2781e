package org.letterlock.tests.system.disk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** One file: what a power cut leaves of it for certain, and the changes since its last fsync, of which anything may be left. */
final class FileState {

    private static final int SECTOR = 512;

    private final Content durable;
    private final List<Change> pending = new ArrayList<>();

    FileState(byte[] content) {
        durable = new Content(content);
    }

    private sealed interface Change {}

    private record Write(long offset, ByteBuffer octets) implements Change {}

    private record Truncate(long length) implements Change {}

    void write(long offset, ByteBuffer octets) {
        pending.add(new Write(offset, octets));
    }

    void truncate(long length) {
        pending.add(new Truncate(length));
    }

    void sync() {
        pending.forEach(durable::apply);
        pending.clear();
    }

    /** As the process sees it. */
    byte[] now() {
        Content now = durable.copy();
        pending.forEach(now::apply);
        return now.octets();
    }

    /** As a power cut may leave it. */
    byte[] afterPowerCut(Random random) {
        Content left = durable.copy();
        switch (random.nextInt(5)) {
            case 0 -> {}
            case 1 -> pending.forEach(left::apply);
            case 2 -> someFirst(left, random);
            case 3 -> pending.stream().filter(_ -> random.nextBoolean()).forEach(left::apply);
            default -> pending.forEach(each -> tear(left, each, random));
        }
        return left.octets();
    }

    private void someFirst(Content left, Random random) {
        if (pending.isEmpty()) {
            return;
        }
        int whole = random.nextInt(pending.size());
        pending.subList(0, whole).forEach(left::apply);
        tear(left, pending.get(whole), random);
    }

    /** Some of its sectors, and of one of them only a part. */
    private static void tear(Content left, Change change, Random random) {
        switch (change) {
            case Truncate truncate -> {
                if (random.nextBoolean()) {
                    left.apply(truncate);
                }
            }
            case Write write -> {
                int length = write.octets().limit();
                int torn = random.nextInt(length / SECTOR + 1);
                for (int at = 0; at < length; at += SECTOR) {
                    int end = Math.min(length, at + SECTOR);
                    if (at / SECTOR == torn) {
                        end = at + random.nextInt(end - at);
                    } else if (random.nextBoolean()) {
                        continue;
                    }
                    left.apply(new Write(write.offset() + at, write.octets().slice(at, end - at)));
                }
            }
        }
    }

    /** Octets that grow. */
    private static final class Content {

        private byte[] octets;
        private int length;

        Content(byte[] octets) {
            this.octets = octets;
            this.length = octets.length;
        }

        Content copy() {
            return new Content(octets());
        }

        byte[] octets() {
            return Arrays.copyOf(octets, length);
        }

        void apply(Change change) {
            switch (change) {
                case Truncate truncate -> {
                    int now = Math.toIntExact(truncate.length());
                    if (now < length) {
                        Arrays.fill(octets, now, length, (byte) 0);
                    }
                    reserve(now);
                    length = now;
                }
                case Write write -> {
                    int start = Math.toIntExact(write.offset());
                    int count = write.octets().limit();
                    reserve(start + count);
                    write.octets().get(0, octets, start, count);
                    length = Math.max(length, start + count);
                }
            }
        }

        private void reserve(int capacity) {
            if (capacity > octets.length) {
                octets = Arrays.copyOf(octets, Math.max(capacity, octets.length + octets.length / 2));
            }
        }
    }
}
