package com.wizardsofts.ollamaswarm.trust;

import io.quarkus.security.credential.CertificateCredential;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/**
 * Gives a caller the role that its certificate carries as organisational unit. The certificate
 * itself was checked against the private CA before any request was read.
 */
@ApplicationScoped
public class CertificateRole implements SecurityIdentityAugmentor {
  private static final Set<String> ROLES = Set.of(Role.LEAD, Role.AGENT, Role.OPERATOR);

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    var credential = identity.getCredential(CertificateCredential.class);
    if (credential == null) {
      return Uni.createFrom().item(identity);
    }
    var subject = credential.getCertificate().getSubjectX500Principal().getName();
    var known = QuarkusSecurityIdentity.builder(identity);
    unitsOf(subject).stream().filter(ROLES::contains).forEach(known::addRole);
    return Uni.createFrom().item(known.build());
  }

  static Set<String> unitsOf(String distinguishedName) {
    try {
      return new LdapName(distinguishedName)
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase("OU"))
              .map(part -> part.getValue().toString())
              .collect(java.util.stream.Collectors.toUnmodifiableSet());
    } catch (InvalidNameException e) {
      return Set.of();
    }
  }
}
