import { ShelftalkError } from '../core/domain/errors.ts'

/** Arguments like `name=value`, by name. */
export function assignments(fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    fields.map((field) => {
      const at = field.indexOf('=')
      if (at < 1) throw new ShelftalkError('invalid_input', `"${field}" says nothing: write name=value.`)
      return [field.slice(0, at), field.slice(at + 1)]
    }),
  )
}
