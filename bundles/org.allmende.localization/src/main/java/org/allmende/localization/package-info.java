/**
 * Language and local time: {@link org.allmende.localization.ReaderChoice} decides how a reader is answered,
 * {@link org.allmende.localization.LanguageSwitch} lets them change it, {@link org.allmende.localization.Detector} says
 * which language a text is in, {@link org.allmende.localization.PostLanguages} keeps it for each post.
 */
package org.allmende.localization;
