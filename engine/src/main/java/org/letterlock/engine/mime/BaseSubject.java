package org.letterlock.engine.mime;

import java.util.Locale;

/**
 * A subject without what programs put around it when they answer or forward (RFC 5256 §2.1, RFC 5256 §5).
 *
 * @param text what is left; may be empty
 * @param replyOrForward whether a mark of an answer or of forwarding was taken off
 */
public record BaseSubject(String text, boolean replyOrForward) {

    /** The base of a Subject field's value, encoded words and all. Linear in its length. */
    public static BaseSubject of(String field) {
        return new Extraction(singleSpaced(EncodedWords.decode(field))).run();
    }

    private static String singleSpaced(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
            if (!space) {
                out.append(c);
            } else if (out.isEmpty() || out.charAt(out.length() - 1) != ' ') {
                out.append(' ');
            }
        }
        return out.toString();
    }

    /** The procedure of RFC 5256 §2.1 on the text from {@code start} to {@code end}. */
    private static final class Extraction {

        private static final String FORWARD_TRAILER = "(fwd)";
        private static final String FORWARD_HEADER = "[fwd:";

        private final String text;
        private final String lower;
        private int start;
        private int end;
        private boolean marked;

        /** Where blobs end that are known to have no {@code subj-refwd} behind them, so that many blobs are looked at once. */
        private int plainBlobs = -1;

        private Extraction(String text) {
            this.text = text;
            this.lower = ascii(text);
            this.end = text.length();
        }

        /** Only US-ASCII changes, so that both texts have the same length. */
        private static String ascii(String text) {
            String lower = text.toLowerCase(Locale.ROOT);
            return lower.length() == text.length() ? lower : text;
        }

        private BaseSubject run() {
            do {
                removeTrailers();
                while (removeLeader() || removeBlob()) {
                    // Each takes something off the front.
                }
            } while (removeForward());
            return new BaseSubject(text.substring(start, end), marked);
        }

        private void removeTrailers() {
            while (start < end) {
                if (text.charAt(end - 1) == ' ') {
                    end--;
                } else if (end - start >= FORWARD_TRAILER.length()
                        && lower.startsWith(FORWARD_TRAILER, end - FORWARD_TRAILER.length())) {
                    end -= FORWARD_TRAILER.length();
                    marked = true;
                } else {
                    return;
                }
            }
        }

        /** {@code subj-leader}. */
        private boolean removeLeader() {
            if (start < end && text.charAt(start) == ' ') {
                start++;
                return true;
            }
            if (start < plainBlobs) {
                return false;
            }
            int at = start;
            for (int next = blobEnd(at); next >= 0; next = blobEnd(at)) {
                at = next;
            }
            int behind = refwdEnd(at);
            if (behind < 0) {
                plainBlobs = at;
                return false;
            }
            start = behind;
            marked = true;
            return true;
        }

        /** Behind {@code subj-refwd} at {@code at}; -1 where there is none. */
        private int refwdEnd(int at) {
            int behind;
            if (has("re", at)) {
                behind = at + 2;
            } else if (has("fwd", at)) {
                behind = at + 3;
            } else if (has("fw", at)) {
                behind = at + 2;
            } else {
                return -1;
            }
            behind = spacesEnd(behind);
            int blob = blobEnd(behind);
            behind = blob < 0 ? behind : blob;
            return has(":", behind) ? behind + 1 : -1;
        }

        /** Behind {@code subj-blob} at {@code at}; -1 where there is none. */
        private int blobEnd(int at) {
            if (!has("[", at)) {
                return -1;
            }
            for (int i = at + 1; i < end; i++) {
                char c = text.charAt(i);
                if (c == ']') {
                    return spacesEnd(i + 1);
                }
                if (c == '[') {
                    return -1;
                }
            }
            return -1;
        }

        private int spacesEnd(int at) {
            int behind = at;
            while (behind < end && text.charAt(behind) == ' ') {
                behind++;
            }
            return behind;
        }

        private boolean has(String word, int at) {
            return at + word.length() <= end && lower.startsWith(word, at);
        }

        private boolean removeBlob() {
            int behind = blobEnd(start);
            if (behind < 0 || behind == end) {
                return false;
            }
            start = behind;
            return true;
        }

        private boolean removeForward() {
            if (!has(FORWARD_HEADER, start) || text.charAt(end - 1) != ']') {
                return false;
            }
            start += FORWARD_HEADER.length();
            end--;
            marked = true;
            plainBlobs = -1;
            return true;
        }
    }
}
