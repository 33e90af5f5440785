package com.wizardsofts.ollamaswarm.nfs.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.problem.ProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkAddressTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.5/32, 10.0.0.5, true",
    "fd00:0::/64, fd00::/64, true",
    "FD00::1, fd00::1/128, true",
    "10.0.0.0/24, 10.0.0.0/25, false",
    "10.0.0.0/24, fd00::/24, false",
    "any, 10.0.0.0/24, false"
  })
  void two_spellings_of_one_address_are_the_same(String one, String other, boolean same) {
    assertThat(NetworkAddress.isSame(one, other)).isEqualTo(same);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/24",
        "198.51.100.84",
        "198.51.100.84/32",
        "0.0.0.0/0",
        "fd00::/64",
        "::1"
      })
  void addresses_and_networks_are_taken(String client) {
    assertThatNoException().isThrownBy(() -> NetworkAddress.check(client));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "node84",
        "@netgroup",
        "*.example.org",
        "10.0.0.0/24(rw)",
        "10.0.0.0/24 *",
        "10.0.0.0/24\n/ *(rw)",
        "10.0.0.1\n",
        "10.0.0.256",
        "10.0.0",
        "10.0.0.0.0",
        "010.0.0.1",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0.0/٢٤",
        "10.0.0.0/255.255.255.0",
        "10.0.0.0/24/24",
        "10.0.0.5/24",
        "fd00::/129",
        "fd00::1/64",
        "fd00:::1",
        "::ffff:10.0.0.1",
        "fe80::1%eth0",
        "$(reboot)",
        "-ro"
      })
  void anything_else_is_refused(String client) {
    assertThatThrownBy(() -> NetworkAddress.check(client))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                org.assertj.core.api.Assertions.assertThat(e.problem().code())
                    .isEqualTo("bad-input"));
  }
}
