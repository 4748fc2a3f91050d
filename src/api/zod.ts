import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'

// Schemas of this room are made with this `z`, so that they can say how they look in openapi.json.
extendZodWithOpenApi(z)

export { z }
