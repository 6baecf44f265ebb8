/**
 * The built distribution in a real browser, as members, moderators and administrators meet it. Skipped with a reason where there is
 * no Chromium, but never in CI. Pictures of every page are left in {@code target/screenshots}.
 */
package org.allmende.itests.browser;
