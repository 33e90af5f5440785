package com.wizardsofts.ollamaswarm.node.swarm.container;

import com.wizardsofts.ollamaswarm.api.ImageState;

/** An image by its digest: what a tag means may change later. */
public final class ExactImage {
  private ExactImage() {}

  /**
   * {@code repository@sha256:…} as the repository of the reference has it, else the reference. The
   * Engine names the digests of all repositories from which it has the image, in any order; another
   * one may be a mirror that the other servers cannot reach.
   */
  public static String of(ImageState image) {
    var reference = image.reference();
    var repository = repository(reference);
    var at = reference.indexOf('@');
    var digest = at < 0 ? "" : reference.substring(at);
    return image.digests().stream()
        .filter(it -> repository(it).equals(repository) && it.endsWith(digest))
        .findFirst()
        .orElse(reference);
  }

  /**
   * Whether another server has what {@code image} is here. The same digest is the same image; its
   * id may differ nevertheless, for that is of the image for one platform, or of the list of all
   * platforms where the Engine has containerd's image store. Images without a digest are compared
   * by their ids.
   */
  public static boolean isSame(ImageState image, ImageState elsewhere) {
    if (elsewhere.id() == null) {
      return false;
    }
    var exact = of(image);
    return elsewhere.id().equals(image.id())
        || elsewhere.digests().contains(exact)
        || (exact.contains("@") && elsewhere.reference().equals(exact));
  }

  /** As the Engine writes it: without Docker Hub's own names. */
  private static String repository(String reference) {
    var name = reference.replaceFirst("@.*", "").replaceFirst(":[^:/]*$", "");
    return name.replaceFirst("^(index\\.)?docker\\.io/", "").replaceFirst("^library/", "");
  }
}
