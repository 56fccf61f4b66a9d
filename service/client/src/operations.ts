// Written by `npm run reference` from the sources; do not edit.
import * as api from '@glovebox/api'

/** Operations that answer in JSON, or with nothing. */
export const operations: {
  readonly health: typeof api.healthRoute
  readonly readiness: typeof api.readinessRoute
  readonly openApi: typeof api.openApiRoute
  readonly getServer: typeof api.getServer
  readonly signIn: typeof api.signIn
  readonly startPasskeySignIn: typeof api.startPasskeySignIn
  readonly signInWithPasskey: typeof api.signInWithPasskey
  readonly startOidc: typeof api.startOidc
  readonly finishOidc: typeof api.finishOidc
  readonly listSessions: typeof api.listSessions
  readonly endSession: typeof api.endSession
  readonly getMe: typeof api.getMe
  readonly changePassword: typeof api.changePassword
  readonly startTotp: typeof api.startTotp
  readonly confirmTotp: typeof api.confirmTotp
  readonly removeTotp: typeof api.removeTotp
  readonly renewRecoveryCodes: typeof api.renewRecoveryCodes
  readonly startPasskey: typeof api.startPasskey
  readonly addPasskey: typeof api.addPasskey
  readonly listPasskeys: typeof api.listPasskeys
  readonly removePasskey: typeof api.removePasskey
  readonly getOrganisation: typeof api.getOrganisation
  readonly changeOrganisation: typeof api.changeOrganisation
  readonly listUsers: typeof api.listUsers
  readonly getUser: typeof api.getUser
  readonly changeUser: typeof api.changeUser
  readonly removeUser: typeof api.removeUser
  readonly inviteUser: typeof api.inviteUser
  readonly resetUser: typeof api.resetUser
  readonly listUserInvitations: typeof api.listUserInvitations
  readonly withdrawUserInvitation: typeof api.withdrawUserInvitation
  readonly acceptUserInvitation: typeof api.acceptUserInvitation
  readonly makeKey: typeof api.makeKey
  readonly listKeys: typeof api.listKeys
  readonly rotateKey: typeof api.rotateKey
  readonly revokeKey: typeof api.revokeKey
  readonly listSignIns: typeof api.listSignIns
  readonly makeOrganisation: typeof api.makeOrganisation
  readonly listOrganisations: typeof api.listOrganisations
  readonly inviteOrganisation: typeof api.inviteOrganisation
  readonly acceptOrganisationInvitation: typeof api.acceptOrganisationInvitation
  readonly listAgents: typeof api.listAgents
  readonly revokeAgent: typeof api.revokeAgent
  readonly createCollaboration: typeof api.createCollaboration
  readonly listCollaborations: typeof api.listCollaborations
  readonly getCollaboration: typeof api.getCollaboration
  readonly updateCollaboration: typeof api.updateCollaboration
  readonly closeCollaboration: typeof api.closeCollaboration
  readonly listInvitations: typeof api.listInvitations
  readonly acceptInvitation: typeof api.acceptInvitation
  readonly declineInvitation: typeof api.declineInvitation
  readonly listMembers: typeof api.listMembers
  readonly removeMember: typeof api.removeMember
  readonly getMembership: typeof api.getMembership
  readonly updateMembership: typeof api.updateMembership
  readonly pauseMembership: typeof api.pauseMembership
  readonly resumeMembership: typeof api.resumeMembership
  readonly leaveCollaboration: typeof api.leaveCollaboration
  readonly getDeletionStatement: typeof api.getDeletionStatement
  readonly openChangeRequest: typeof api.openChangeRequest
  readonly listChangeRequests: typeof api.listChangeRequests
  readonly getChangeRequest: typeof api.getChangeRequest
  readonly voteOnChangeRequest: typeof api.voteOnChangeRequest
  readonly commentOnChangeRequest: typeof api.commentOnChangeRequest
  readonly cancelChangeRequest: typeof api.cancelChangeRequest
  readonly listWaiting: typeof api.listWaiting
  readonly putFile: typeof api.putFile
  readonly listFiles: typeof api.listFiles
  readonly deleteFile: typeof api.deleteFile
  readonly makeConnection: typeof api.makeConnection
  readonly listConnections: typeof api.listConnections
  readonly readConnection: typeof api.readConnection
  readonly changeConnection: typeof api.changeConnection
  readonly deleteConnection: typeof api.deleteConnection
  readonly testSource: typeof api.testSource
  readonly readSourceSchema: typeof api.readSourceSchema
  readonly previewSource: typeof api.previewSource
  readonly createTable: typeof api.createTable
  readonly listTables: typeof api.listTables
  readonly getTable: typeof api.getTable
  readonly updateTable: typeof api.updateTable
  readonly deleteTable: typeof api.deleteTable
  readonly readTableSchema: typeof api.readTableSchema
  readonly listTableVersions: typeof api.listTableVersions
  readonly associateTable: typeof api.associateTable
  readonly listAssociations: typeof api.listAssociations
  readonly getAssociation: typeof api.getAssociation
  readonly updateAssociation: typeof api.updateAssociation
  readonly revokeAssociation: typeof api.revokeAssociation
  readonly defineIntermediateTable: typeof api.defineIntermediateTable
  readonly listIntermediateTables: typeof api.listIntermediateTables
  readonly getIntermediateTable: typeof api.getIntermediateTable
  readonly populateIntermediateTable: typeof api.populateIntermediateTable
  readonly disallowIntermediateTable: typeof api.disallowIntermediateTable
  readonly deleteIntermediateTable: typeof api.deleteIntermediateTable
  readonly getDocument: typeof api.getDocument
  readonly applyDocument: typeof api.applyDocument
  readonly proposeTemplate: typeof api.proposeTemplate
  readonly listTemplates: typeof api.listTemplates
  readonly getTemplate: typeof api.getTemplate
  readonly proposeTemplateVersion: typeof api.proposeTemplateVersion
  readonly getTemplateVersion: typeof api.getTemplateVersion
  readonly diffTemplateVersion: typeof api.diffTemplateVersion
  readonly reviewTemplateVersion: typeof api.reviewTemplateVersion
  readonly withdrawTemplateVersion: typeof api.withdrawTemplateVersion
  readonly getApprovalRules: typeof api.getApprovalRules
  readonly putApprovalRules: typeof api.putApprovalRules
  readonly getBudgetPolicy: typeof api.getBudgetPolicy
  readonly putBudgetPolicy: typeof api.putBudgetPolicy
  readonly deleteBudgetPolicy: typeof api.deleteBudgetPolicy
  readonly getDataSetBudget: typeof api.getDataSetBudget
  readonly putDataSetBudget: typeof api.putDataSetBudget
  readonly deleteDataSetBudget: typeof api.deleteDataSetBudget
  readonly checkAnalysis: typeof api.checkAnalysis
  readonly explainAnalysis: typeof api.explainAnalysis
  readonly submitRun: typeof api.submitRun
  readonly listRuns: typeof api.listRuns
  readonly readRun: typeof api.readRun
  readonly cancelRun: typeof api.cancelRun
  readonly approveRun: typeof api.approveRun
  readonly rejectRun: typeof api.rejectRun
  readonly deleteResult: typeof api.deleteResult
  readonly listBudgets: typeof api.listBudgets
  readonly openBudgetPeriod: typeof api.openBudgetPeriod
  readonly saveAnalysis: typeof api.saveAnalysis
  readonly listSavedAnalyses: typeof api.listSavedAnalyses
  readonly readSavedAnalysis: typeof api.readSavedAnalysis
  readonly changeSavedAnalysis: typeof api.changeSavedAnalysis
  readonly deleteSavedAnalysis: typeof api.deleteSavedAnalysis
  readonly makeSchedule: typeof api.makeSchedule
  readonly listSchedules: typeof api.listSchedules
  readonly readSchedule: typeof api.readSchedule
  readonly changeSchedule: typeof api.changeSchedule
  readonly pauseSchedule: typeof api.pauseSchedule
  readonly resumeSchedule: typeof api.resumeSchedule
  readonly deleteSchedule: typeof api.deleteSchedule
  readonly listScheduleTicks: typeof api.listScheduleTicks
  readonly registerDestination: typeof api.registerDestination
  readonly listDestinations: typeof api.listDestinations
  readonly readDestination: typeof api.readDestination
  readonly changeDestination: typeof api.changeDestination
  readonly removeDestination: typeof api.removeDestination
  readonly rotateDestination: typeof api.rotateDestination
  readonly testDestination: typeof api.testDestination
  readonly listLog: typeof api.listLog
  readonly getLogCheckpoint: typeof api.getLogCheckpoint
  readonly getLogConsistency: typeof api.getLogConsistency
  readonly getLogEntry: typeof api.getLogEntry
  readonly getReceipt: typeof api.getReceipt
  readonly getReceiptOpening: typeof api.getReceiptOpening
  readonly makeWebhook: typeof api.makeWebhook
  readonly listWebhooks: typeof api.listWebhooks
  readonly readWebhook: typeof api.readWebhook
  readonly changeWebhook: typeof api.changeWebhook
  readonly deleteWebhook: typeof api.deleteWebhook
  readonly rotateWebhook: typeof api.rotateWebhook
  readonly testWebhook: typeof api.testWebhook
  readonly listDeliveries: typeof api.listDeliveries
  readonly readUsage: typeof api.readUsage
} = {
  health: api.healthRoute,
  readiness: api.readinessRoute,
  openApi: api.openApiRoute,
  getServer: api.getServer,
  signIn: api.signIn,
  startPasskeySignIn: api.startPasskeySignIn,
  signInWithPasskey: api.signInWithPasskey,
  startOidc: api.startOidc,
  finishOidc: api.finishOidc,
  listSessions: api.listSessions,
  endSession: api.endSession,
  getMe: api.getMe,
  changePassword: api.changePassword,
  startTotp: api.startTotp,
  confirmTotp: api.confirmTotp,
  removeTotp: api.removeTotp,
  renewRecoveryCodes: api.renewRecoveryCodes,
  startPasskey: api.startPasskey,
  addPasskey: api.addPasskey,
  listPasskeys: api.listPasskeys,
  removePasskey: api.removePasskey,
  getOrganisation: api.getOrganisation,
  changeOrganisation: api.changeOrganisation,
  listUsers: api.listUsers,
  getUser: api.getUser,
  changeUser: api.changeUser,
  removeUser: api.removeUser,
  inviteUser: api.inviteUser,
  resetUser: api.resetUser,
  listUserInvitations: api.listUserInvitations,
  withdrawUserInvitation: api.withdrawUserInvitation,
  acceptUserInvitation: api.acceptUserInvitation,
  makeKey: api.makeKey,
  listKeys: api.listKeys,
  rotateKey: api.rotateKey,
  revokeKey: api.revokeKey,
  listSignIns: api.listSignIns,
  makeOrganisation: api.makeOrganisation,
  listOrganisations: api.listOrganisations,
  inviteOrganisation: api.inviteOrganisation,
  acceptOrganisationInvitation: api.acceptOrganisationInvitation,
  listAgents: api.listAgents,
  revokeAgent: api.revokeAgent,
  createCollaboration: api.createCollaboration,
  listCollaborations: api.listCollaborations,
  getCollaboration: api.getCollaboration,
  updateCollaboration: api.updateCollaboration,
  closeCollaboration: api.closeCollaboration,
  listInvitations: api.listInvitations,
  acceptInvitation: api.acceptInvitation,
  declineInvitation: api.declineInvitation,
  listMembers: api.listMembers,
  removeMember: api.removeMember,
  getMembership: api.getMembership,
  updateMembership: api.updateMembership,
  pauseMembership: api.pauseMembership,
  resumeMembership: api.resumeMembership,
  leaveCollaboration: api.leaveCollaboration,
  getDeletionStatement: api.getDeletionStatement,
  openChangeRequest: api.openChangeRequest,
  listChangeRequests: api.listChangeRequests,
  getChangeRequest: api.getChangeRequest,
  voteOnChangeRequest: api.voteOnChangeRequest,
  commentOnChangeRequest: api.commentOnChangeRequest,
  cancelChangeRequest: api.cancelChangeRequest,
  listWaiting: api.listWaiting,
  putFile: api.putFile,
  listFiles: api.listFiles,
  deleteFile: api.deleteFile,
  makeConnection: api.makeConnection,
  listConnections: api.listConnections,
  readConnection: api.readConnection,
  changeConnection: api.changeConnection,
  deleteConnection: api.deleteConnection,
  testSource: api.testSource,
  readSourceSchema: api.readSourceSchema,
  previewSource: api.previewSource,
  createTable: api.createTable,
  listTables: api.listTables,
  getTable: api.getTable,
  updateTable: api.updateTable,
  deleteTable: api.deleteTable,
  readTableSchema: api.readTableSchema,
  listTableVersions: api.listTableVersions,
  associateTable: api.associateTable,
  listAssociations: api.listAssociations,
  getAssociation: api.getAssociation,
  updateAssociation: api.updateAssociation,
  revokeAssociation: api.revokeAssociation,
  defineIntermediateTable: api.defineIntermediateTable,
  listIntermediateTables: api.listIntermediateTables,
  getIntermediateTable: api.getIntermediateTable,
  populateIntermediateTable: api.populateIntermediateTable,
  disallowIntermediateTable: api.disallowIntermediateTable,
  deleteIntermediateTable: api.deleteIntermediateTable,
  getDocument: api.getDocument,
  applyDocument: api.applyDocument,
  proposeTemplate: api.proposeTemplate,
  listTemplates: api.listTemplates,
  getTemplate: api.getTemplate,
  proposeTemplateVersion: api.proposeTemplateVersion,
  getTemplateVersion: api.getTemplateVersion,
  diffTemplateVersion: api.diffTemplateVersion,
  reviewTemplateVersion: api.reviewTemplateVersion,
  withdrawTemplateVersion: api.withdrawTemplateVersion,
  getApprovalRules: api.getApprovalRules,
  putApprovalRules: api.putApprovalRules,
  getBudgetPolicy: api.getBudgetPolicy,
  putBudgetPolicy: api.putBudgetPolicy,
  deleteBudgetPolicy: api.deleteBudgetPolicy,
  getDataSetBudget: api.getDataSetBudget,
  putDataSetBudget: api.putDataSetBudget,
  deleteDataSetBudget: api.deleteDataSetBudget,
  checkAnalysis: api.checkAnalysis,
  explainAnalysis: api.explainAnalysis,
  submitRun: api.submitRun,
  listRuns: api.listRuns,
  readRun: api.readRun,
  cancelRun: api.cancelRun,
  approveRun: api.approveRun,
  rejectRun: api.rejectRun,
  deleteResult: api.deleteResult,
  listBudgets: api.listBudgets,
  openBudgetPeriod: api.openBudgetPeriod,
  saveAnalysis: api.saveAnalysis,
  listSavedAnalyses: api.listSavedAnalyses,
  readSavedAnalysis: api.readSavedAnalysis,
  changeSavedAnalysis: api.changeSavedAnalysis,
  deleteSavedAnalysis: api.deleteSavedAnalysis,
  makeSchedule: api.makeSchedule,
  listSchedules: api.listSchedules,
  readSchedule: api.readSchedule,
  changeSchedule: api.changeSchedule,
  pauseSchedule: api.pauseSchedule,
  resumeSchedule: api.resumeSchedule,
  deleteSchedule: api.deleteSchedule,
  listScheduleTicks: api.listScheduleTicks,
  registerDestination: api.registerDestination,
  listDestinations: api.listDestinations,
  readDestination: api.readDestination,
  changeDestination: api.changeDestination,
  removeDestination: api.removeDestination,
  rotateDestination: api.rotateDestination,
  testDestination: api.testDestination,
  listLog: api.listLog,
  getLogCheckpoint: api.getLogCheckpoint,
  getLogConsistency: api.getLogConsistency,
  getLogEntry: api.getLogEntry,
  getReceipt: api.getReceipt,
  getReceiptOpening: api.getReceiptOpening,
  makeWebhook: api.makeWebhook,
  listWebhooks: api.listWebhooks,
  readWebhook: api.readWebhook,
  changeWebhook: api.changeWebhook,
  deleteWebhook: api.deleteWebhook,
  rotateWebhook: api.rotateWebhook,
  testWebhook: api.testWebhook,
  listDeliveries: api.listDeliveries,
  readUsage: api.readUsage,
}

/** Operations that answer with a file or a stream of events. */
export const streams: {
  readonly metrics: typeof api.metricsRoute
  readonly home: typeof api.homeRoute
  readonly watchRun: typeof api.watchRun
  readonly readResult: typeof api.readResult
  readonly getLogExport: typeof api.getLogExport
} = {
  metrics: api.metricsRoute,
  home: api.homeRoute,
  watchRun: api.watchRun,
  readResult: api.readResult,
  getLogExport: api.getLogExport,
}
