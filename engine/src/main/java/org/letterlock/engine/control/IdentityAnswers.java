package org.letterlock.engine.control;

import java.util.List;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.SenderGrant;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.protocol.IdentityOrder;
import org.letterlock.protocol.SenderIdentities;

/** Answers about as whom accounts may send. */
final class IdentityAnswers {

    private final Directory directory;
    private final AccountAnswers accounts;

    IdentityAnswers(Directory directory, AccountAnswers accounts) {
        this.directory = directory;
        this.accounts = accounts;
    }

    SenderIdentities of(String address) {
        return told(accounts.named(address));
    }

    SenderIdentities grant(IdentityOrder order) {
        Account account = accounts.named(order.account());
        List<SenderGrant> grants = parsed(order);
        check(directory.grants().add(account.id(), grants), account, grants);
        return told(account);
    }

    SenderIdentities revoke(IdentityOrder order) {
        Account account = accounts.named(order.account());
        List<SenderGrant> grants = parsed(order);
        check(directory.grants().remove(account.id(), grants), account, grants);
        return told(account);
    }

    private static List<SenderGrant> parsed(IdentityOrder order) {
        return order.identities().stream()
                .map(text -> SenderGrant.parse(text).orElseThrow(() -> Failures.notAnIdentity(text)))
                .distinct()
                .toList();
    }

    private void check(ChangeResult result, Account account, List<SenderGrant> grants) {
        String name = account.address().toString();
        switch (result) {
            case DONE, ALREADY_THERE, FIRST_ADDRESS, SENT_ON_TO -> {
                // As it was wanted.
            }
            case NO_SUCH_ACCOUNT -> throw Failures.noSuchAccount(name);
            case NOT_THERE -> throw Failures.noSuchIdentity(name);
            case TOO_MANY -> throw Failures.tooManyIdentities(name);
            case NO_SUCH_DOMAIN ->
                throw Failures.identityOfOthers(grants.stream()
                        .map(SenderGrant::ofDomain)
                        .filter(domain -> !directory.isLocal(domain))
                        .findFirst()
                        .map(Object::toString)
                        .orElse(""));
        }
    }

    private SenderIdentities told(Account account) {
        return new SenderIdentities(
                account.address().toString(),
                directory.addresses(account.id()).stream()
                        .map(EmailAddress::toString)
                        .toList(),
                directory.grants().of(account.id()).stream()
                        .map(SenderGrant::written)
                        .toList());
    }
}
