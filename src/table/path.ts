/** Paths of columns: members of documents joined by dots, and elements of arrays by their number: `items[1].price`. */

/** A member by its name, or an element by its number, from 1 on as in SQL. */
export type PathStep = string | number

const ELEMENTS = /^(.*?)((?:\[\d+\])+)$/

/** The steps of a path, from the document down. */
export function stepsOf(path: string): PathStep[] {
  return path.split('.').flatMap((part): PathStep[] => {
    const [, name, elements = ''] = ELEMENTS.exec(part) ?? []
    if (name === undefined) return [part]
    return [name, ...elements.slice(1, -1).split('][').map(Number)]
  })
}

/** Whether a member of that name could be taken for an element of an array. */
export function isElementName(name: string): boolean {
  return ELEMENTS.test(name)
}
