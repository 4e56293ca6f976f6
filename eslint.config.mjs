import tseslint from 'typescript-eslint';

// Biome formats and lints; these two rules need types, and a floating promise is the commonest fault of a worker.
export default tseslint.config({
  files: ['src/**/*.ts', 'test/**/*.ts', 'migrations/**/*.ts'],
  languageOptions: {
    parser: tseslint.parser,
    parserOptions: { project: './tsconfig.test.json', tsconfigRootDir: import.meta.dirname },
  },
  plugins: { '@typescript-eslint': tseslint.plugin },
  rules: {
    '@typescript-eslint/no-floating-promises': 'error',
    '@typescript-eslint/no-misused-promises': 'error',
  },
});
