"""How Korean is written: letters, sounds, words, sentences, misspellings. Knows no meaning."""
