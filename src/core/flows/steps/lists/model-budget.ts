import type { Core } from '../../../ports/core.ts'
import type { ModelBudget } from '../../../ports/lists/language-model.ts'

/**
 * The budget of each school, kept in the database for all processes together: `tokensADay`, unless the school's own
 * policy names another number. A school that keeps the model from its books and its students has none.
 */
export function createModelBudget(core: Pick<Core, 'store' | 'clock'>, tokensADay: number): ModelBudget {
  return {
    async reserve(school_id, tokens) {
      const day = core.clock().toISOString().slice(0, 10)
      const isReserved = await core.store.school(school_id, async (rows) => {
        const { policy } = await rows.school.read()
        if (!policy.model_for_books && !policy.model_for_students) return false
        return rows.modelUse.reserve(day, { tokens, limit: policy.model_tokens_a_day ?? tokensADay })
      })
      return isReserved ? { school_id, day, tokens } : null
    },
    async settle({ school_id, day, tokens: reserved }, { purpose, spent }) {
      await core.store.school(school_id, (rows) => rows.modelUse.settle(day, { purpose, reserved, spent }))
    },
  }
}
