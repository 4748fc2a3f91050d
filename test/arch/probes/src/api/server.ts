// @ts-nocheck: a probe for rules.test.ts, never compiled and never run.
import express from 'express'
import type { flows } from '../core/flows/bind.ts'
import { aBook } from '../core/domain/book.ts'
import { log } from '../log.ts'
export const serve = (bound: typeof flows) => [express, bound, aBook, log]
