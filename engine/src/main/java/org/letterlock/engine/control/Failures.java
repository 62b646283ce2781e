package org.letterlock.engine.control;

import org.jspecify.annotations.Nullable;
import org.letterlock.engine.sqlite.DatabaseException;
import org.letterlock.protocol.Failure;
import org.letterlock.protocol.FailureException;

/** The failures that the control socket tells of, each with what it means and what to do. */
final class Failures {

    private Failures() {}

    static FailureException notADomain(String text) {
        return failure(
                "domain",
                "not-a-domain",
                "\"" + text + "\" is no domain name.",
                "A domain is written like example.org.",
                "Check the spelling.");
    }

    static FailureException noSuchDomain(String name) {
        return failure(
                "domain",
                "no-such-domain",
                "The domain " + name + " is not one of ours.",
                "Only mail for domains that were added is taken.",
                "Add it first: domain add " + name);
    }

    static FailureException domainThere(String name) {
        return failure(
                "domain",
                "already-there",
                "The domain " + name + " is there already.",
                "Nothing was changed.",
                "Nothing needs to be done.");
    }

    static FailureException notARelay(String sentence) {
        return failure(
                "relay",
                "not-a-relay",
                sentence,
                "A relay is named by its host, such as smtp.example.org; it is spoken to over TLS alone, in which it proves that name.",
                "Look at what its provider says about it.");
    }

    static FailureException noSuchRelay(@Nullable String destination) {
        return failure(
                "relay",
                "no-such-relay",
                destination == null
                        ? "There is no relay for all destinations."
                        : "The destination " + destination + " has no relay of its own.",
                "Nothing was changed.",
                "See what there is: relay show");
    }

    static FailureException noCatchAll(String name) {
        return failure(
                "domain",
                "no-catch-all",
                "The domain " + name + " has no catch-all.",
                "Mail for unknown addresses is refused already.",
                "Nothing needs to be done.");
    }

    static FailureException notAnAddress(String text) {
        return failure(
                "address",
                "not-an-address",
                "\"" + text + "\" is no mail address.",
                "An address is written like anna@example.org.",
                "Check the spelling.");
    }

    static FailureException addressThere(String address) {
        return failure(
                "address",
                "already-there",
                "The address " + address + " is taken.",
                "An address leads to one account; nothing was changed.",
                "Choose another address.");
    }

    static FailureException notAnAddressRule(String text) {
        return failure(
                "address",
                "not-an-address",
                "\"" + text + "\" is no address, pattern or catch-all.",
                "Written like anna@example.org, /sales-.*/@example.org or *@example.org. A pattern is a regular expression over the part before the last @,"
                        + " without {counts}, of up to 200 characters.",
                "Check the spelling.");
    }

    static FailureException addressLeadsNowhere(String address) {
        return failure(
                "address",
                "leads-nowhere",
                "Nobody was named who gets mail for " + address + ".",
                "Nothing was changed.",
                "Name an account, an address elsewhere or a webhook, or switch the address off: address off "
                        + address);
    }

    static FailureException notAWebhook(String url) {
        return failure(
                "address",
                "not-a-webhook",
                "\"" + url + "\" is no URL of a webhook.",
                "A webhook is written like https://hooks.example.com/letters: https alone, a host by its name, without user or fragment, up to 500 characters.",
                "Check the spelling.");
    }

    static FailureException forwardToOurs(String address) {
        return failure(
                "address",
                "forward-to-ours",
                "The address " + address + " is one of ours.",
                "Mail goes on to addresses elsewhere; nothing was changed.",
                "Name the account that is to get it: --account " + address);
    }

    static FailureException sentOnTo(String domain, String address) {
        return failure(
                "domain",
                "sent-on-to",
                "Mail for " + address + " is sent on to " + domain + ".",
                "It would go round in circles here; nothing was changed.",
                "Have it go elsewhere first: address set " + address + " --account ACCOUNT");
    }

    static FailureException newKeysWait(String domain) {
        return failure(
                "domain",
                "new-keys-wait",
                "New keys of " + domain + " wait to be published already.",
                "Nothing was changed.",
                "See what to publish: domain dkim show " + domain);
    }

    static FailureException noNewKeys(String domain) {
        return failure(
                "domain",
                "no-new-keys",
                "There are no new keys of " + domain + ".",
                "Nothing was changed.",
                "Make some: domain dkim rotate " + domain);
    }

    static FailureException newKeysNotShown(String domain) {
        return failure(
                "domain",
                "new-keys-not-shown",
                "The DNS does not show all new keys of " + domain + ".",
                "What they sign would fail checks; the old ones go on signing.",
                "Publish them: domain dkim show " + domain + "; a record may take an hour to be seen.");
    }

    static FailureException notAnIdentity(String text) {
        return failure(
                "identity",
                "not-an-identity",
                "\"" + text + "\" is no address and no domain.",
                "Written like sales@example.org, or example.org for every address of it.",
                "Check the spelling.");
    }

    static FailureException noSuchIdentity(String account) {
        return failure(
                "identity",
                "no-such-identity",
                "Not all of that is granted to " + account + ".",
                "Nothing was changed. What is its own goes by its addresses.",
                "See what is granted: identity show " + account);
    }

    static FailureException tooManyIdentities(String account) {
        return failure(
                "identity",
                "too-many",
                "That would be more than 100 grants for " + account + ".",
                "Nothing was changed.",
                "Grant a whole domain instead, or take others back.");
    }

    static FailureException identityOfOthers(String domain) {
        return failure(
                "identity",
                "not-ours",
                "The domain " + domain + " is not one of ours.",
                "Who receives a letter asks its author's domain whether this server may send for it, and it may not; nothing was changed.",
                "Send such letters over the server of " + domain + ".");
    }

    static FailureException relayForOurs(String domain) {
        return failure(
                "relay",
                "for-ours",
                "The domain " + domain + " is one of ours.",
                "Its mail is stored here and leaves over no relay; nothing was changed.",
                "Name a domain elsewhere, or none for all of them.");
    }

    static FailureException notACount(int count) {
        return failure(
                "count",
                "not-a-count",
                count + " is no number of things to show.",
                "It is from 1 to 10000.",
                "Give another number.");
    }

    static FailureException notASendingLimit(String text) {
        return failure(
                "sending",
                "not-a-limit",
                "\"" + text + "\" is no limit.",
                "A limit is a number of letters or recipients within 24 hours, none, or unset.",
                "Give a number from 0 to 999999999.");
    }

    static FailureException nothingHeld(String account) {
        return failure(
                "sending",
                "nothing-held",
                "Nothing is held of " + account + ".",
                "Letters are held when an account sends more within 24 hours than it may.",
                "Nothing needs to be done.");
    }

    static FailureException notAVacation(String problems) {
        return failure(
                "vacation",
                "not-a-vacation",
                problems,
                "An answer has a text, and may have a subject, days (1 to 31), a beginning and an end; nothing was changed.",
                "Set it as it should be: vacation set");
    }

    static FailureException noVacation(String account) {
        return failure(
                "vacation",
                "no-vacation",
                account + " answers nothing.",
                "Nothing was changed.",
                "Nothing needs to be done.");
    }

    static FailureException notAProof(String problem) {
        return failure(
                "proof", "not-a-letter", problem, "Nothing was sent.", "Say in a few words what the letter is for.");
    }

    static FailureException nobodyThere(String address) {
        return failure(
                "proof",
                "nobody-there",
                "Nobody gets mail at " + address + ".",
                "It is an address of this server's own domains, and leads to no mailbox; nothing was sent.",
                "See which there are: address show DOMAIN");
    }

    static FailureException mailboxFull(String address) {
        return failure(
                "proof",
                "full",
                "There is no room for a letter to " + address + ".",
                "The mailbox holds as much as it may, or as much waits for it as may; nothing was sent.",
                "Delete something there, or raise its quota: quota set");
    }

    static FailureException tooMuchHeld(String account) {
        return failure(
                "proof",
                "too-much-held",
                "So much of what " + account + " sends is held that no more is taken.",
                "It sent more within 24 hours than it may; nothing was sent.",
                "Look at what is held, and let it go or remove it: sending held " + account);
    }

    static FailureException noSuchAnswer(String word) {
        return failure(
                "address",
                "no-such-answer",
                "\"" + word + "\" is no answer of an address that is switched off.",
                "The answers are: refuse (550), later (450), drop (taken, and gone).",
                "Choose one of them.");
    }

    static FailureException noSuchAddress(String address) {
        return failure(
                "address",
                "no-such-address",
                "There is no address " + address + ".",
                "Nothing was changed.",
                "See which there are: address show DOMAIN");
    }

    static FailureException firstAddress(String address) {
        return failure(
                "address",
                "first-address",
                "An account signs in with " + address + ".",
                "Without this address nobody could open it; nothing was changed.",
                "Leave the account among those who get its mail, or switch the address off: address off " + address);
    }

    static FailureException tooManyTargets() {
        return failure(
                "address",
                "too-many",
                "That is more than an address may have.",
                "An address leads to at most 20 accounts, 10 addresses elsewhere and 5 webhooks, and there are at most 100 patterns; nothing was changed.",
                "Use fewer.");
    }

    static FailureException noSuchAccount(String address) {
        return failure(
                "account",
                "no-such-account",
                "No account has the address " + address + ".",
                "Accounts are named by any of their addresses.",
                "See which there are: account list");
    }

    static FailureException noSuchCredential(String name) {
        return failure(
                "credential",
                "no-such-credential",
                "The account has no password called \"" + name + "\".",
                "It may have been removed before.",
                "See which there are: credential list");
    }

    static FailureException credentialThere(String name) {
        return failure(
                "credential",
                "already-there",
                "The account has a password called \"" + name + "\" already.",
                "Each has a name of its own, so that one can be removed; nothing was changed.",
                "Choose another name.");
    }

    static FailureException badCredentialName() {
        return failure(
                "credential",
                "bad-name",
                "That is no name for a password.",
                "A name has 1 to 200 characters.",
                "Choose another name, such as the device's.");
    }

    static FailureException wrongPassword() {
        return failure(
                "credential",
                "wrong-password",
                "The password is not one of this account's.",
                "A new password can be made only with one that opens the account.",
                "Type a password of the account that still works.");
    }

    static FailureException opensNothing() {
        return failure(
                "credential",
                "opens-nothing",
                "That password is for sending alone.",
                "It does not open the account, and a new password can be made only with one that does.",
                "Type a password of the account that reads its mail or its calendars.");
    }

    static FailureException noSuchScope(String word) {
        return failure(
                "credential",
                "no-such-scope",
                "A password cannot be limited to \"" + word + "\".",
                "The limits are mail, calendar-and-contacts and send.",
                "Name one or more of them, or none for everything.");
    }

    static FailureException noSuchDeletion(String word) {
        return failure(
                "account",
                "no-such-deletion",
                "What is deleted by POP3 cannot become \"" + word + "\".",
                "It goes to the trash for thirty days, or is gone at once.",
                "Say trash or gone.");
    }

    static FailureException noSuchBlocklist(String zone) {
        return failure(
                "junk",
                "no-such-blocklist",
                "\"" + zone + "\" cannot be a blocklist.",
                "A blocklist is a zone of the DNS, such as zen.example.org.",
                "Give the name that the people who keep the list tell.");
    }

    static FailureException tooManyBlocklists() {
        return failure(
                "junk",
                "too-many-blocklists",
                "Four blocklists are asked at most.",
                "Each of them holds up every letter a little.",
                "Choose those that fit you best.");
    }

    static FailureException notOnThisMachine(String server) {
        return failure(
                "junk",
                "not-on-this-machine",
                "\"" + server + "\" is no address and port on this machine.",
                "Letters are shown to it in clear text, so it has to be here; nothing was changed.",
                "Give it like 127.0.0.1:11333.");
    }

    static FailureException noSuchJunkLevel(String word) {
        return failure(
                "account",
                "no-such-junk-level",
                "Junk cannot be judged as \"" + word + "\".",
                "The levels are off, watch, normal and strict.",
                "Name one of them.");
    }

    static FailureException noSuchJunkPlace(String word) {
        return failure(
                "account",
                "no-such-junk-place",
                "Junk cannot go to \"" + word + "\".",
                "It goes to the mailbox for junk always, or once a program has signed in that can see it.",
                "Say junk or visible.");
    }

    static FailureException noSuchCapability(String token) {
        return failure(
                "account",
                "no-such-capability",
                "There is no capability \"" + token + "\" that can be switched.",
                "Only what IMAP clients are told by name after their login can be switched on and off.",
                "See them with account capabilities.");
    }

    static FailureException needsUnlock(String address) {
        return failure(
                "credential",
                "locked",
                "The account " + address + " is locked.",
                "A new password can be made only while the account is open, or with one that opens it.",
                "Give a password of the account, or sign in with a mail program first.");
    }

    static FailureException sealKeyNeedsUnlock(String address) {
        return failure(
                "account",
                "locked",
                "The account " + address + " is locked.",
                "The private half of a new pair of seal keys is kept in the account's file, which is closed.",
                "Sign in with a mail program first.");
    }

    static FailureException tryAgain() {
        return failure(
                "credential",
                "try-again",
                "The password could not be checked just now.",
                "Too many attempts came at once, or the disk failed; nothing was decided.",
                "Wait a moment and try again.");
    }

    static FailureException lastCredential(String name) {
        return failure(
                "credential",
                "last",
                "\"" + name + "\" is the only password that opens the account.",
                "Without it nobody could open the account again; nothing was changed.",
                "Add another password first: credential add");
    }

    static FailureException noSuchBlock(String subject) {
        return failure(
                "block",
                "no-such-block",
                "No login waits because of \"" + subject + "\".",
                "Wrong passwords are forgotten after a quarter of an hour.",
                "See which there are: block list");
    }

    static FailureException notALimit(String text) {
        return failure(
                "quota",
                "not-a-limit",
                "\"" + text + "\" is no limit.",
                "A limit is a number from 0, none, or unset; nothing was changed.",
                "Give a number, or none for as much as there is room for.");
    }

    static FailureException noTotalOfAnAccount() {
        return failure(
                "quota",
                "no-total",
                "An account has no total.",
                "A total is for all accounts of a domain or of the server together; nothing was changed.",
                "Limit the account itself, or give the total to its domain.");
    }

    static FailureException recoveryThere() {
        return failure(
                "recovery",
                "already-there",
                "Recovery is set up with another secret.",
                "What is sealed to it stays sealed to it; nothing was changed.",
                "Use the secret that was set up.");
    }

    static FailureException notAnOwnerKey() {
        return failure(
                "recovery",
                "not-a-key",
                "That is no public key of an owner.",
                "Nothing was changed.",
                "Set recovery up with the app or the agent of this version.");
    }

    static FailureException notAnAccountKey() {
        return failure(
                "recovery",
                "not-a-key",
                "That is no key of an account.",
                "Nothing was changed.",
                "Recover with the app or the agent of this version.");
    }

    static FailureException notItsKey(String address) {
        return failure(
                "recovery",
                "wrong-key",
                "That is not the key of " + address + ".",
                "It opens another account or none; nothing was changed.",
                "Recover the account that the key belongs to.");
    }

    static FailureException notRecoverable(String address) {
        return failure(
                "recovery",
                "not-sealed",
                "The account " + address + " cannot be recovered.",
                "Its key is not sealed to the owner: that was not chosen, or it was not opened since recovery was set up.",
                "See how it stands: recovery status");
    }

    static FailureException lockedForRecovery(String address) {
        return failure(
                "recovery",
                "locked",
                "The account " + address + " is locked.",
                "Only whose account it is can let the owner recover it: it has to be open for that. Nothing was changed.",
                "Sign in with a mail program first.");
    }

    static FailureException noSuchEntry(String id) {
        return failure(
                "queue",
                "no-such-entry",
                "There is no letter " + id + " in the queue.",
                "It may have been sent meanwhile.",
                "See which there are: queue list");
    }

    static FailureException notWaiting(String id) {
        return failure(
                "queue",
                "not-waiting",
                "No recipient of " + id + " waits.",
                "An attempt may be under way, or all is done.",
                "See how it stands: queue show " + id);
    }

    static FailureException held(String id) {
        return failure(
                "queue",
                "held",
                "Recipients of " + id + " are held.",
                "What is held is not tried.",
                "Release it, which tries it when it is due: queue release " + id);
    }

    static FailureException notHeld(String id) {
        return failure(
                "queue",
                "not-held",
                "No recipient of " + id + " is held.",
                "It may have been released meanwhile, or all is done.",
                "See how it stands: queue show " + id);
    }

    static FailureException noSuchFormat(String word) {
        return failure(
                "export",
                "no-such-format",
                "There is no format \"" + word + "\".",
                "The formats are mbox, maildir, eml and sqlite.",
                "Choose one of them.");
    }

    static FailureException reachesNoMail() {
        return failure(
                "export",
                "reaches-no-mail",
                "That password does not reach the mail of the account.",
                "Only whose mail it is can take it away; nothing was exported.",
                "Type a password of the account that reads its mail.");
    }

    static FailureException opensNotEverything() {
        return failure(
                "export",
                "opens-not-everything",
                "That password is not for everything.",
                "The file with its key opens all that the account holds, for ever; nothing was exported.",
                "Type a password of the account that is not limited, or choose another format.");
    }

    static FailureException tooManyLetters(long most) {
        return failure(
                "export",
                "too-many-letters",
                "The account has more than " + most + " letters.",
                "An archive with a file for each would be too large; nothing was exported.",
                "Choose the format mbox, which has room for any number.");
    }

    static FailureException tooManyExports() {
        return failure(
                "export",
                "busy",
                "Other exports are under way.",
                "Few run at once, so that the server has room for its work; nothing was exported.",
                "Wait a moment and try again.");
    }

    static FailureException noSuchExport() {
        return failure(
                "export",
                "no-such-export",
                "There is no such export any more.",
                "It was ended, or nobody fetched it for a while; what was fetched is not whole.",
                "Throw away what there is of it and begin again.");
    }

    static FailureException exportBroken() {
        return failure(
                "export",
                "broken-off",
                "The export was broken off.",
                "The account was locked, the password revoked, or the disk failed; what was fetched is not whole.",
                "Throw away what there is of it and begin again; should it break again, look at the engine's log.");
    }

    /** What a file failed with. */
    static FailureException of(RuntimeException failure) {
        return failure instanceof DatabaseException database && database.reason() == DatabaseException.Reason.CLOSED
                ? closedMeanwhile()
                : disk(String.valueOf(failure.getMessage()));
    }

    private static FailureException closedMeanwhile() {
        return failure(
                "account",
                "closed-meanwhile",
                "The account was locked meanwhile.",
                "What was under way with it was broken off; nothing is left of it.",
                "Try again.");
    }

    private static FailureException disk(String detail) {
        FailureException plain = failure(
                "disk",
                "not-written",
                "The change could not be written.",
                "The disk may be full or broken; nothing was changed.",
                "Make room on the server's disk and try again.");
        return new FailureException(plain.failure().with(detail));
    }

    private static FailureException failure(String area, String code, String sentence, String meaning, String remedy) {
        return new FailureException(new Failure(area, code, sentence, meaning, remedy, null));
    }
}
