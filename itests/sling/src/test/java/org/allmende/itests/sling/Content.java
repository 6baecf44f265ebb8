/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.sling;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What is stored in a Sling: users, groups, pages, and anything else that has a path. */
record Content(SlingClient admin) {

    private static final String USERS = "/system/userManager";

    void user(String name, String password) {
        admin.post(USERS + "/user.create.json", Map.of(":name", name, "pwd", password, "pwdConfirm", password))
                .good();
    }

    void group(String name) {
        admin.post(USERS + "/group.create.json", Map.of(":name", name)).good();
    }

    void join(String user, String group) {
        admin.post(USERS + "/group/" + group + ".update.json", Map.of(":member", USERS + "/user/" + user))
                .good();
    }

    /**
     * Makes a published page, or changes it, as the site has them that Sling CMS brings along.
     *
     * @param path such as {@code /content/apache/sling-apache-org/slugs}
     */
    void page(String path, String title, String text) {
        Map<String, String> page = new LinkedHashMap<>();
        page.put("jcr:primaryType", "sling:Page");
        page.put("jcr:content/jcr:primaryType", "nt:unstructured");
        page.put("jcr:content/jcr:title", title);
        page.put("jcr:content/sling:template", "/conf/asf/site/templates/base-page");
        page.put("jcr:content/sling:resourceType", "reference/components/pages/base");
        page.put("jcr:content/published", "true");
        page.put("jcr:content/published@TypeHint", "Boolean");
        page.put("jcr:content/container/jcr:primaryType", "nt:unstructured");
        page.put("jcr:content/container/richtext/jcr:primaryType", "nt:unstructured");
        page.put("jcr:content/container/richtext/sling:resourceType", "sling-cms/components/general/richtext");
        page.put("jcr:content/container/richtext/text", "<p>" + text + "</p>");
        set(path, page);
    }

    /** Makes what is not there and changes what is: names of properties, below {@code path}, and their values. */
    void set(String path, Map<String, String> properties) {
        admin.post(path, properties).good();
    }

    void delete(String path) {
        set(path, Map.of(":operation", "delete"));
    }

    /** What is stored at a path, some levels down. */
    JsonNode at(String path, int levels) {
        return admin.get(path + "." + levels + ".json").good().json();
    }
}
