import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    files: ["**/*.js"],
    languageOptions: {
      ecmaVersion: 2023,
      sourceType: "module",
      globals: { ...globals.browser, L: "readonly", map_ebbline: "readonly" },
    },
    rules: {
      "consistent-return": "error",
      "eqeqeq": "error",
      "no-implicit-globals": "error",
      "no-shadow": "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({
          property,
          message: "text becomes text nodes only; see dom.js",
        })),
      ],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "max-lines-per-function": ["error", { max: 70, skipComments: true }],
      "max-lines": ["error", 400],
    },
  },
  {
    // The editor's desk is one script in one page; a policy of its page lets no other run.
    files: ["**/extract/*.js"],
    languageOptions: { sourceType: "script", globals: globals.browser },
    rules: {
      "consistent-return": ["error", { treatUndefinedAsUnspecified: true }],
      "max-lines": ["error", 1200],
    },
  },
];
