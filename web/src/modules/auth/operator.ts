/** Where operators look after all salons, and where whoever is in no salon lands. */
export const OPERATOR_ROUTE = 'operator'
