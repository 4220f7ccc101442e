export { writeDouble, writeInt128, writeInteger, writeUnsigned } from '../output/number-text'
export { allocate, allocatedBytes, release } from '../memory/allocator'
export { setCurrentJob } from '../memory/failure'
