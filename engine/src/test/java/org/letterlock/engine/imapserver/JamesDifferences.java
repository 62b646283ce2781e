package org.letterlock.engine.imapserver;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Which dialogues of the other suite do not hold here, and why. */
final class JamesDifferences {

    private JamesDifferences() {}

    static Map<String, String> reasons() {
        Map<String, String> reasons = new HashMap<>();
        because(
                reasons,
                "an extension that we do not offer, or always offer",
                "ACLCommandsOnOtherUser ACLCommandsOnOwner Rights Metadata MetadataWithBinaryData"
                        + " MetadataWithLimitation FetchNILSaveDate XList"
                        + " CondstoreDisable SearchOptionAggregations Capability");
        because(reasons, "the quota root has another name, and all its resources come in one response", "Quota");
        because(
                reasons,
                "mailboxes of others are not shared",
                "ListWithSharedMailbox RenameSharedMailbox SharedMailbox SharingAccessL SharingAccessLR SharingAccessLRA"
                        + " SharingAccessLRI SharingAccessLRK SharingAccessLRS SharingAccessLRT SharingAccessLRTE"
                        + " SharingAccessLRW SharingAccessLRX");
        because(
                reasons,
                "the hierarchy delimiter is a dot there, and an account has no mailbox but INBOX",
                "ListMailboxes ListNamespace ListOnly ListPercentWildcard ListPlus ListSpecialChar ListSubscribed Namespace"
                        + " RenameHierarchy RenameInbox RenameSelected Subscribe");
        because(
                reasons,
                "a client that errs once is not sent away at once",
                "BadTag NoTag NoCommand JustTag BogusCommand IllegalTag LoginThreeStrikes Login");
        because(
                reasons,
                "accepts more than one space, or an empty list, where RFC 9051 §9 has neither",
                "ExpungeBasics FetchMultipartBodyStructure FetchSimpleBodyStructure FetchStructureComplex Rename Status"
                        + " UidSearchAtoms UidSearchAtomsIndexer UidSearchCombinations");
        because(reasons, "what REPLACE took away is told before what it brought", "Replace");
        because(reasons, "no message of ours is recent", "Recent ConcurrentExistsResponse");
        because(reasons, "a literal there is longer than was announced", "SearchAtoms SearchCombinations");
        because(reasons, "RFC 9051 §6.4.4 wants no response for SEARCH RETURN (SAVE) alone", "SearchOptionSave");
        because(reasons, "names of 200 octets and more are none there", "CreateErrorWithLongName");
        because(
                reasons,
                "names with wildcards cannot be listed, so nobody can create them",
                "ListWithPercentWildcardInMailboxName");
        because(reasons, "a name that nothing can have is NO here, BAD there", "Create");
        because(
                reasons,
                "a command that its state does not allow is BAD (RFC 9051 §6), NO there",
                "ValidAuthenticated ValidSelected");
        because(reasons, "what RENAME takes out of a selected INBOX is told as expunged", "AppendExamineInbox");
        because(reasons, "TEXT of a part that is no message is NIL here, empty there", "FetchRFC822Header");
        because(reasons, "takes the macro ALL in parentheses, which RFC 9051 §9 does not have", "FetchSingleMessage");
        because(
                reasons,
                "a question mark there means itself, not what it means in an expression",
                "PeekMultipartMixedComplex");
        because(
                reasons,
                "a part without Content-Type has no parameters here, charset us-ascii there",
                "FetchStructureEmbedded");
        because(reasons, "UID comes first here, last there", "Uid");
        because(reasons, "a missing target is told before an empty set of messages", "MoveNoMSG");
        because(
                reasons,
                "a renamed mailbox stays selected, and its old name can be had by APPEND",
                "ConcurrentRenameSelectedSub");
        because(reasons, "who we are is told after login", "Id");
        because(reasons, "the mechanism without initial response is tried with one that is no base64", "Authenticate");
        because(reasons, "begins without reading the greeting", "AuthenticatePlain");
        because(reasons, "expects a response without a tag", "InboxDeleteMessages");
        because(reasons, "is played with what comes before it", "SelectedStateSetup SelectedStateCleanup");
        return Map.copyOf(reasons);
    }

    private static void because(Map<String, String> reasons, String reason, String names) {
        Arrays.stream(names.split(" ")).forEach(name -> reasons.put(name, reason));
    }
}
