/**
 * One account's encrypted file: mailboxes, messages, flags, changes, search (RFC 9051, RFC 5464, RFC 7162, RFC 8474, RFC 8970, RFC 6154). Knows SQL through {@code
 * sqlite} and the structure of messages through {@code mime}; knows no protocol and no network.
 *
 * <h2>The tables</h2>
 *
 * <ul>
 *   <li>{@code account}: one row. {@code modseq} is the last mod-sequence given, {@code uidvalidity} the last UIDVALIDITY given, {@code residue}
 *       whether the index still has trigrams of texts that were taken out of it, {@code branch} which history this is (see {@code mail.AccountHistory}), {@code seen} whether a client ever looked at the mailboxes, and not at INBOX alone. Each change of the account takes the next mod-sequence and marks with it everything that it touches; whatever later wants to be
 *       synchronised uses the same counter.
 *       What the account holds, by which its quota goes, is the sum of the counters of {@code mailbox}.
 *   <li>{@code seal_key}: the private halves of all seal key pairs that the account ever had, by the names of the public ones; what was sealed to an older one may still come.
 *   <li>{@code mailbox}: {@code uidvalidity} may change when the file is put back from a copy, {@code objectid} is the one that it began with; {@code modseq} of its last change, {@code created} that of its making; {@code messages}, {@code unseen}, {@code deleted} and {@code
 *       size} are counters kept by each change, so that STATUS reads one row; {@code forgotten}: expunges up to this mod-sequence are no longer listed one
 *       by one in {@code expunged}. A mailbox that is not {@code selectable} has mailboxes below it and nothing else.
 *   <li>{@code annotation}: what clients noted about a mailbox, or about the server where {@code mailbox} is NULL (RFC 5464); {@code name} is in lower case.
 *   <li>{@code subscription}: names, of mailboxes or not.
 *   <li>{@code keyword}: the keywords of a mailbox by number, 0 to 254. An entry keeps its keywords as a text of one character each, U+0100 plus the number,
 *       ascending: small, and {@code instr} finds one.
 *   <li>{@code message}: what was computed once when it came. {@code state} is 0 while its octets are being written, 1 while entries refer to it, 2 when it is
 *       to be erased. {@code wire_size} is its size where every line ends with CRLF, {@code ascii_header} whether its header is all US-ASCII, {@code pieces} is how many pieces it has, {@code header} the length of its header. {@code sent} is the date of its Date field as days
 *       since 1970, {@code message_id} a hash of its Message-ID, {@code lineage} hashes of its own id and of those it refers to, for THREAD.
 *   <li>{@code header}: the header of a message, or the first 64 KiB of it; always a row, also where there is none. Headers lie together, so that all those of a mailbox
 *       are read without touching what follows them. {@code format} is 0 or 1, as in {@code piece}.
 *   <li>{@code piece}: the octets behind that in order, {@code start} counting from the message's first. The id is the message's id * 2<sup>20</sup> plus the piece's
 *       number, so that the octets of a message lie together and an offset is found by bisection. {@code format} is 0 for octets as they are, 1
 *       for Zstandard with a dictionary, 2 and 3 for a blob in base64 with {@code line} characters a line (0: a single line) and CRLF or LF between lines. A piece of format 0
 *       or 1 has at most 64 KiB. Each attachment is cut off from the rest.
 *   <li>{@code blob}, {@code blob_chunk}: decoded attachments, once each by {@code sha256} however many pieces refer to them ({@code refs}). Only base64 that
 *       comes out again to the octet is kept so; everything else stays in pieces. {@code refs} is -1 while a blob is being written and 0 when it is to be
 *       erased; then it has no {@code sha256}, so that nobody finds it. Chunks have 48 KiB but for the last, numbered and packed as pieces are.
 *   <li>{@code entry}: a place of a message in a mailbox. {@code flags}: 1 Seen, 2 Answered, 4 Flagged, 8 Deleted, 16 Draft. {@code modseq} of the last change,
 *       {@code created} that of its appearing; {@code received} (IMAP's internal date) and {@code saved} in milliseconds since 1970.
 *   <li>{@code expunged}: UIDs that are gone, and since when.
 *   <li>{@code discarded}: entries that were moved to the trash by a client that knows no trash, and when ({@code saved} of the entry, by which it is told from a later one with its UID). They go after thirty days; whoever moves one elsewhere keeps it.
 *   <li>{@code delivered}: ids of letters taken from the intake, so that none is taken twice. They ascend with time, or nearly, so the first ones are the oldest.
 *   <li>{@code thread_key}: the thread that goes on when a letter refers to a Message-ID, by hash. Outlives its letters, so that a late answer finds home.
 *   <li>{@code lesson}: messages that say what is junk, {@code kind} 1, and what is none, 0; {@code learned} is the kind that was learned, NULL before. Goes with its message.
 *   <li>{@code learning}: one row. {@code key} is that of the hashes in the next two, {@code junk} and {@code good} are how many letters of a kind were learned.
 *   <li>{@code word}: in how many of them a word stood, by hash, and the last day when one was learned, since 1970. At most 150,000.
 *   <li>{@code correspondent}: by the hash of an address, how many letters from it were learned, and how many the person {@code sent} to it. At most 20,000.
 *   <li>{@code unindexed}: messages whose text is not in the index yet.
 *   <li>{@code search_text}, {@code search_index}: the decoded, folded text of a message in segments, numbered as pieces are; and the trigrams of each segment.
 *       The index holds no text of its own, and takes trigrams out again only when told the text that put them in: that is what {@code search_text} is
 *       for, besides telling true matches from letters that only have the same trigrams.
 * </ul>
 *
 * <p>In memory, besides: {@link org.letterlock.engine.store.Rolls}, the flags of mailboxes that were asked for, which are only as good as their mod-sequences.
 *
 * <h2>How a message comes and goes</h2>
 *
 * <p>A message is scanned and compressed by the thread that brings it, before the transaction. What outgrows a few hundred kilobytes is written in steps
 * under a message in state 0, which nobody sees; the last step makes the entry. What dies on the way is erased at the next opening. When the last entry of
 * a message goes, the message is doomed (state 2) in the same transaction, and the caretaker erases it soon after, in small steps, unless
 * somebody is reading it; then when that reader closes. The caretaker also works off {@code lesson} and {@code unindexed}, when nothing else is to be done.
 *
 * <h2>What is left of a message that is gone</h2>
 *
 * <p>Nothing that tells what it said. SQLite overwrites the rows with zeros ({@code secure_delete}); FTS5 only notes what was taken out, so the caretaker merges the
 * index in small steps until no note is left; then it gives free pages back to the disk, and empties the WAL. Merging rewrites the index, so
 * it begins at most so often that it takes a twentieth of the time. What stays: that a UID is gone, the id of its delivery for two months, and a hash of its Message-ID. Where it was learned from, its words stay counted, by hash.
 */
@NullMarked
package org.letterlock.engine.store;

import org.jspecify.annotations.NullMarked;
