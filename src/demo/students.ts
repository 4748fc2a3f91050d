import type { DemoClass, DemoStudent } from './invented.ts'
import type { Random } from './random.ts'
import { type Taste, tastes } from './tastes.ts'

/** What the generator knows of an invented student and the product must find out. */
export interface Persona {
  student: DemoStudent
  interests: readonly Taste[]
  /** The reading level in US grades at which reading is a pleasure. */
  level: number
  /** Loans that this student would make in a year; 0 for those who never come. */
  loansPerYear: number
  /** Chance that a finished loan is rated, and that it is voted on. */
  ratingHabit: number
  votingHabit: number
  friends: readonly string[]
}

const studentsPerClass = 25
const silentStudents = [9, 31, 58, 77, 103, 118, 146]

const classList = [
  { name: '2A', grade_level: 2 },
  { name: '4B', grade_level: 4 },
  { name: '5A', grade_level: 5 },
  { name: '7C', grade_level: 7 },
  { name: '8B', grade_level: 8 },
  { name: '10A', grade_level: 10 },
] as const

const firstNames = (
  'Aaliyah Adrián Aiko Alma Amara Amir Anouk Anton Arda Arjun Astrid Ayla Bao Beatriz Ben Bilal Bruno Camila Carlos ' +
  'Chiara Chloe Clara Cormac Daan Dalia Daniel Deniz Dina Diego Ebba Efe Elena Eli Elif Elsa Emeka Emil Emma Enzo ' +
  'Esra Esther Ezra Farah Fatima Felix Femi Finn Frida Gabriel Gianna Giulia Goran Greta Hana Hannah Hassan Henry ' +
  'Hugo Ibrahim Ida Ilse Imani Ines Ingrid Isaac Isla Ivan Jada Jakub Jamal Jana Javier Joon Jonas Josefa Juno ' +
  'Kaito Karim Kasia Keira Kenji Kofi Lara Lars Layla Lea Leila Leo Levi Lina Linh Luca Lucía Mads Maja Malik Marek ' +
  'Mariam Marta Mateo Maya Mei Mila Milan Mina Miriam Nadia Naomi Nico Nils Nina Noah Noor Nora Ola Olga Omar Oskar ' +
  'Paloma Pavel Pia Priya Quentin Rafael Ravi Rania Rosa Ruben Ruth Salma Samira Sana Santiago Sara Selma Sofia Sora ' +
  'Stella Sven Tala Tariq Tessa Theo Thiago Tomás Uma Valentina Viktor Wanjiru Xenia Yara Yasmin Youssef Yuki Yusuf ' +
  'Zara Zeynep Zofia Zuri'
).split(' ')

/** The classes of the demo school. */
export function inventClasses(): DemoClass[] {
  return classList.map(({ name, grade_level }) => ({
    class_id: `demo-${name.toLowerCase()}`,
    name,
    grade_level,
  }))
}

/** All students of the classes, with what moves them. Names are given out once each. */
export function inventPersonas(classes: readonly DemoClass[], random: Random): Persona[] {
  const names = random.shuffled(firstNames)
  const personas: Persona[] = []
  for (const schoolClass of classes) {
    const group: Persona[] = []
    for (let i = 0; i < studentsPerClass; i += 1) {
      const number = personas.length + group.length + 1
      group.push(
        inventPersona(schoolClass, { number, name: names[number - 1] ?? `Student ${number}` }, random),
      )
    }
    personas.push(...group.map((persona) => ({ ...persona, friends: friendsOf(persona, group, random) })))
  }
  return personas
}

function inventPersona(
  { class_id, grade_level }: DemoClass,
  { number, name }: { number: number; name: string },
  random: Random,
): Persona {
  const age = grade_level + 5 + (random.chance(0.06) ? 1 : 0)
  const level = Math.max(0.8, grade_level + 0.3 + Math.max(-2.2, Math.min(2.5, random.normal(0, 1))))
  return {
    student: {
      student_id: `demo-s-${String(number).padStart(3, '0')}`,
      first_name: name,
      grade_level,
      age,
      birth_year: 2025 - age - (random.chance(1 / 3) ? 1 : 0),
      homeroom_teacher: class_id.replace('demo-', 'demo-t-'),
      prior_year_reading_score: readingScore(grade_level, level, random),
      class_ids: [class_id],
    },
    interests: inventInterests(grade_level, random),
    level,
    loansPerYear: silentStudents.includes(number) ? 0 : inventAppetite(random),
    ratingHabit: random.pick([0, 0.15, 0.3, 0.45, 0.7]),
    votingHabit: random.pick([0, 0.05, 0.15, 0.25, 0.5]),
    friends: [],
  }
}

/** Points from 0 to 100 for reading at the grade (60 is the middle); the first grades are not yet tested. */
function readingScore(grade: number, level: number, random: Random): number | null {
  const score = Math.round(60 + (level - grade - 0.3) * 13 + random.normal(0, 5))
  if (grade < 3 || random.chance(0.05)) return null
  return Math.max(5, Math.min(99, score))
}

function inventInterests(grade: number, random: Random): Taste[] {
  const usual = tastes.filter(({ grades: [from, to] }) => from <= grade && grade <= to)
  return random.shuffled(usual).slice(0, random.chance(0.6) ? 2 : 3)
}

/** A few readers borrow every week, most now and then. */
function inventAppetite(random: Random): number {
  const kind = random.next()
  if (kind < 0.1) return random.between(68, 105)
  if (kind < 0.5) return random.between(28, 46)
  return random.between(6, 20)
}

/** Two to four friends of the class; who shares an interest is the likelier friend. */
function friendsOf(persona: Persona, group: readonly Persona[], random: Random): string[] {
  const wanted = random.between(2, 4)
  const friends = new Set<string>()
  for (let tries = 0; tries < 20 && friends.size < wanted; tries += 1) {
    const friend = random.weighted(group, (other) => {
      if (other === persona) return 0
      return other.interests.some((taste) => persona.interests.includes(taste)) ? 3 : 1
    })
    if (friend !== null) friends.add(friend.student.student_id)
  }
  return [...friends]
}
