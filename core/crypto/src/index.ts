export { base64Of, bytesOfBase64 } from './bytes/base64.ts'
export { bytesOfHex, hexOf } from './bytes/hex.ts'
export { utf8 } from './bytes/utf8.ts'
export { canonicalJson, type Json } from './canonical-json.ts'
export { type CommittedResult, commitmentTo, opensCommitment } from './commit/commitment.ts'
export { taggedHash } from './commit/tagged-hash.ts'
export { emptyRoot, type Hash, hashLeaf, hashNode, isHash } from './merkle/hash.ts'
export { makeProof, type ProofPlan, planConsistency, planInclusion } from './merkle/prove.ts'
export type { NodeId } from './merkle/subtree.ts'
export { appendLeaf, emptyTree, rootOf, type TreeNode, type TreeState, treeRoot } from './merkle/tree.ts'
export type { ProofFault, ProofVerdict } from './merkle/verdict.ts'
export { type ConsistencyClaim, verifyConsistency } from './merkle/verify-consistency.ts'
export { type InclusionClaim, verifyInclusion } from './merkle/verify-inclusion.ts'
export {
  type Checkpoint,
  parseCheckpoint,
  signCheckpoint,
  spellCheckpoint,
  verifyCheckpoint,
} from './sign/checkpoint.ts'
export { signDeletion, verifyDeletion } from './sign/deletion.ts'
export type { SignatureFault, Verified } from './sign/fault.ts'
export { parseVerifierKey, type SigningKey, signingKey, spellVerifierKey, type VerifierKey } from './sign/key.ts'
export { signNote, verifyNote } from './sign/note.ts'
export { signReceipt, verifyReceipt } from './sign/receipt.ts'
