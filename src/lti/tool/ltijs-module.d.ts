declare module 'ltijs' {
  export const Provider: import('./ltijs.ts').LtijsProvider
}
