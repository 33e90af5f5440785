package com.wizardsofts.ollamaswarm.trust;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CertificateRoleTest {

  @Test
  void the_organisational_unit_is_read_wherever_it_stands() {
    assertThat(CertificateRole.unitsOf("CN=s84,OU=lead")).containsExactly("lead");
    assertThat(CertificateRole.unitsOf("OU=operator,O=x,CN=me")).containsExactly("operator");
  }

  @Test
  void a_role_hidden_in_another_part_of_the_name_is_none() {
    assertThat(CertificateRole.unitsOf("CN=OU\\=operator,O=OU\\=lead")).isEmpty();
    assertThat(CertificateRole.unitsOf("CN=x\\,OU\\=operator")).isEmpty();
  }
}
